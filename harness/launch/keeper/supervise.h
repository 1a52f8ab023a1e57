// The parent of the program: in the sandbox the first process of its namespace.
#pragma once

namespace grade::keeper {

// Runs the spec on kSpecFd and reports on kReportFd. Returns the exit code of the keeper.
int supervise();

}  // namespace grade::keeper
