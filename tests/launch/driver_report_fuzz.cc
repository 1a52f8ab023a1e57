// Any bytes as what a driver reports. Steps and attachments are those of whole frames, and a
// program's end is believed only where the driver itself ended well.
#include <cstdint>

#include "harness/base/result.h"
#include "harness/launch/driver_report.h"

namespace {

using namespace std::chrono_literals;

void take(std::string_view report, const grade::Termination& driver) {
  grade::RunRecord record;
  record.termination = driver;
  record.streams[grade::kStderr] = {"some words\n", 99, {{5, 5ns}, {11, 70ns}}};
  grade::take_driver_report(report, 1000ns, record);
  std::size_t bytes = 0;
  for (const auto& [name, attachment] : record.attachments) {
    GRADE_CHECK(!name.empty(), "attachments have a name");
    bytes += attachment.bytes.size();
  }
  GRADE_CHECK(bytes <= report.size() + 11 * record.attachments.size(),
              "they are of the report, or of stderr");
  GRADE_CHECK(driver == grade::Termination(grade::Exited{0}) || record.termination == driver ||
                  std::holds_alternative<grade::NotStarted>(record.termination),
              "only a driver that ended well tells how the program did");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view report(reinterpret_cast<const char*>(data), size);
  take(report, grade::Exited{0});
  take(report, grade::Exited{125});
  take(report, grade::Stopped{"wall 20s"});
  return 0;
}
