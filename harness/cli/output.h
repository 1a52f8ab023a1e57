// The terminal and the report files; what other folders render is written here.
#pragma once

#include <memory>
#include <string_view>

#include "harness/base/result.h"
#include "harness/cli/options.h"
#include "harness/report/model.h"
#include "harness/report/progress.h"

namespace grade {

void print(std::string_view text);           // to stdout
void complain(const Error& error);           // to stderr, with "grade: " in front
int complain(const Error& error, int code);  // the same, and the exit code to return
int complain(const Errors& errors, int code);

// On stderr: redrawn on a terminal, whole lines elsewhere.
std::unique_ptr<Progress> make_progress();

// Writes the report as asked and returns the exit code.
int deliver(const Report& report, const ReportOptions& options);

// Console width and colour as the environment and the terminal have them.
int terminal_width(int fd);
bool is_colorful(int fd);

}  // namespace grade
