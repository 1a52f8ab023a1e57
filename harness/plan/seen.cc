#include "harness/plan/seen.h"

namespace grade {

const Declared& declare(const LaunchSeen*) {
  static const Declared declared = {
      field<&LaunchSeen::ended>("ended",
                                "\"exit 0\", \"signal 9 (SIGKILL)\", \"stopped by us: …\""),
      field<&LaunchSeen::exit_code>("exit_code", "-1 when it did not exit"),
      field<&LaunchSeen::wall>("wall", "time from start to end"),
      field<&LaunchSeen::cpu>("cpu", "of all its processes, user and system time"),
      field<&LaunchSeen::system>("system", "system time alone"),
      field<&LaunchSeen::peak_rss>("peak_rss", "bytes, of its largest process"),
      field<&LaunchSeen::major_faults>("major_faults", "pages that had to be read"),
      field<&LaunchSeen::cpu_share>(
          "cpu_share",
          "of the time that its threads wanted a core, what they had one; "
          "1 where they waited less than 0.2 s together"),
      field<&LaunchSeen::stall>("stall",
                                "the longest that grade itself was kept from looking: times of "
                                "output are not more exact"),
  };
  return declared;
}

const Declared& declare(const AttachmentSeen*) {
  static const Declared declared = {
      field<&AttachmentSeen::at>("at", "when it was there, since the start of the launch"),
      field<&AttachmentSeen::bytes>("bytes", "its size"),
  };
  return declared;
}

const Declared& declare(const VariableSeen*) {
  static const Declared declared = {
      field<&VariableSeen::name>("name", "of a variable that task.yaml sets"),
      field<&VariableSeen::value>("value", "its value"),
  };
  return declared;
}

const Declared& declare(const FunctionPlace*) {
  static const Declared declared = {
      field<&FunctionPlace::name>("name", "of a function; `T.m` for a method"),
      field<&FunctionPlace::file>("file", "relative to the task folder"),
      field<&FunctionPlace::line>("line", "of `func`"),
  };
  return declared;
}

const Declared& declare(const RoleSeen*) {
  static const Declared declared = {
      field<&RoleSeen::name>("name", "of the function or benchmark"),
      field<&RoleSeen::package>("package", "its folder, `.` for the task folder itself"),
      field<&RoleSeen::file>("file", "of the function"),
      field<&RoleSeen::line>("line", "of the function"),
      field<&RoleSeen::functions>("functions", "all that fit a function's role, by file"),
      field<&RoleSeen::env>("env", "variables that task.yaml sets"),
  };
  return declared;
}

const Declared& declare(const SourceFunction*) {
  static const Declared declared = {
      field<&SourceFunction::name>("name", "of a function"),
      field<&SourceFunction::dir>("dir", "the folder of its package"),
      field<&SourceFunction::file>("file", "relative to the task folder"),
      field<&SourceFunction::calls>("calls", "as written: `fmt.Println`, `b.Grow`"),
  };
  return declared;
}

const Declared& declare(const SourceComment*) {
  static const Declared declared = {
      field<&SourceComment::file>("file", "of a comment"),
      field<&SourceComment::line>("line", "where it begins"),
      field<&SourceComment::text>("text", "without its marks"),
  };
  return declared;
}

const Declared& declare(const SourceSeen*) {
  static const Declared declared = {
      field<&SourceSeen::functions>("functions", "of all packages, tests too"),
      field<&SourceSeen::comments>("comments", "of all packages"),
  };
  return declared;
}

const Declared& declare(const GoSeen*) {
  static const Declared declared = {
      field<&GoSeen::version>("version", "as `go env GOVERSION` says it: `go1.26.8`"),
      field<&GoSeen::minor>("minor", "26 of go1.26.8"),
  };
  return declared;
}

const Declared& declare(const WriteupSeen*) {
  static const Declared declared = {
      field<&WriteupSeen::text>("text", "of WRITEUP.md, at most 64 KiB"),
      field<&WriteupSeen::lines>("lines", "that are not blank"),
  };
  return declared;
}

}  // namespace grade
