#include "harness/launch/host_resources.h"

#include <gtest/gtest.h>

#include <map>

#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

constexpr std::uint64_t kMiB = 1u << 20;

// One folder for each group, ours first.
class Groups {
 public:
  explicit Groups(const std::vector<Files>& groups) {
    for (const Files& files : groups) {
      folders_.push_back(dir_.path() / std::to_string(folders_.size()));
      fs::create_directory(folders_.back());
      for (const auto& [name, text] : files) EXPECT_TRUE(write_file(folders_.back() / name, text));
    }
  }
  const CgroupFolders& folders() const { return folders_; }

 private:
  TempDir dir_ = TempDir::make(testing::TempDir(), "groups").value();
  CgroupFolders folders_;
};

struct MemoryCase {
  const char* name;
  std::vector<Files> groups;
  std::optional<std::uint64_t> left;
};
const MemoryCase kMemory[] = {
    {"NoGroups", {}, std::nullopt},
    {"TheRootHasNoLimit", {{{"cgroup.procs", "1\n"}}}, std::nullopt},
    {"Unlimited", {{{"memory.max", "max\n"}, {"memory.current", "5000\n"}}}, std::nullopt},
    {"Version2", {{{"memory.max", "104857600\n"}, {"memory.current", "41943040\n"}}}, 60 * kMiB},
    {"FilesThatWereReadAreFree",
     {{{"memory.max", "104857600\n"},
       {"memory.current", "41943040\n"},
       {"memory.stat", "anon 1\ninactive_file 20971520\nactive_file 7\n"}}},
     80 * kMiB},
    {"TheOneAboveHasLess",
     {{{"memory.max", "104857600\n"}, {"memory.current", "0\n"}},
      {{"memory.max", "10485760\n"}, {"memory.current", "5242880\n"}}},
     5 * kMiB},
    {"NothingIsLeft", {{{"memory.max", "4096\n"}, {"memory.current", "8192\n"}}}, 0},
    {"Version1",
     {{{"memory.limit_in_bytes", "104857600\n"},
       {"memory.usage_in_bytes", "41943040\n"},
       {"memory.stat", "inactive_file 1\ntotal_inactive_file 10485760\n"}}},
     70 * kMiB},
    {"NoNumbers", {{{"memory.max", "many\n"}, {"memory.current", ""}}}, std::nullopt},
};
class MemoryLeft : public testing::TestWithParam<MemoryCase> {};
TEST_P(MemoryLeft, IsTheLeast) {
  EXPECT_EQ(memory_left_in(Groups(GetParam().groups).folders()), GetParam().left);
}
INSTANTIATE_TEST_SUITE_P(, MemoryLeft, testing::ValuesIn(kMemory),
                         [](const auto& i) { return i.param.name; });

struct CpuCase {
  const char* name;
  std::vector<Files> groups;
  std::optional<double> cores;
};
const CpuCase kCpu[] = {
    {"NoGroups", {}, std::nullopt},
    {"Unlimited", {{{"cpu.max", "max 100000\n"}}}, std::nullopt},
    {"Version2", {{{"cpu.max", "150000 100000\n"}}}, 1.5},
    {"TheOneAboveHasLess",
     {{{"cpu.max", "150000 100000\n"}}, {{"cpu.max", "50000 100000\n"}}},
     0.5},
    {"Version1", {{{"cpu.cfs_quota_us", "200000\n"}, {"cpu.cfs_period_us", "100000\n"}}}, 2.0},
    {"Version1Unlimited",
     {{{"cpu.cfs_quota_us", "-1\n"}, {"cpu.cfs_period_us", "100000\n"}}},
     std::nullopt},
    {"NoPeriod", {{{"cpu.max", "150000 0\n"}}, {{"cpu.max", "150000\n"}}}, std::nullopt},
};
class CpuQuota : public testing::TestWithParam<CpuCase> {};
TEST_P(CpuQuota, IsTheLeast) {
  EXPECT_EQ(cpu_quota_of(Groups(GetParam().groups).folders()), GetParam().cores);
}
INSTANTIATE_TEST_SUITE_P(, CpuQuota, testing::ValuesIn(kCpu),
                         [](const auto& i) { return i.param.name; });

TEST(MemoryAvailable, IsOneLineOfMany) {
  EXPECT_EQ(memory_available("MemTotal:  16384 kB\nMemAvailable:    2048 kB\n"), 2 * kMiB);
  EXPECT_EQ(memory_available("MemTotal:  16384 kB\n"), std::nullopt);
  EXPECT_EQ(memory_available("MemAvailable: \n"), std::nullopt);
}

TEST(HostResources, ThereIsSomething) {
  EXPECT_GE(usable_cores(), 1u);
  EXPECT_GT(free_memory(), kMiB);
}

}  // namespace
}  // namespace grade
