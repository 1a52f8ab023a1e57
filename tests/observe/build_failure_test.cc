#include "harness/observe/build_failure.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

struct Case {
  const char* name;
  const char* said;  // by the go command
  BuildFailure why;
};
const Case kCases[] = {
    {"NewerGo", "go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)\n",
     BuildFailure::newer_go},
    {"Cgo", "package example.com/x: build constraints exclude all Go files in /src\n",
     BuildFailure::no_files},
    {"Compiler", "# example.com/x\n./main.go:4:2: undefined: x\n", BuildFailure::other},
    {"NotVendored", "main.go:4:2: example.com/y@v1.2.3: module lookup disabled by GOPROXY=off\n",
     BuildFailure::no_module},
    {"NoRoom", "# example.com/x\nwrite $WORK/b001/_pkg_.a: no space left on device\n",
     BuildFailure::machine},
    {"CompilerKilled",
     "# example.com/x\n/usr/local/go/pkg/tool/linux_amd64/compile: signal: killed\n",
     BuildFailure::machine},
    {"NoCompiler", "go: no such tool \"compile\"\n", BuildFailure::machine},
    {"WordsOfTheCode",
     "# example.com/x\n./main.go:4:2: undefined: x\n"
     "./main.go:5:9: cannot use \"no space left on device\" (untyped string constant) as int "
     "value\n",
     BuildFailure::other},
    {"WordsOfAFileName", "./signal: killed.go:4:2: undefined: x\n", BuildFailure::other},
    {"Nothing", "", BuildFailure::other},
};
class WhyBuildFailed : public testing::TestWithParam<Case> {};
TEST_P(WhyBuildFailed, IsReadInWhatWasSaid) {
  EXPECT_EQ(why_build_failed(GetParam().said), GetParam().why);
}
INSTANTIATE_TEST_SUITE_P(, WhyBuildFailed, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
