// The spec as the keeper reads it.
#pragma once

#include "harness/launch/keeper_protocol.h"

namespace grade::keeper {

// Points into one allocation that lives as long as the keeper.
struct Spec {
  SpecHeader header;
  char** argv = nullptr;  // ended by a null pointer, at least one
  char** envp = nullptr;  // ended by a null pointer
  const char* cwd = "";
  const char* copy_to = "";
  char** paths = nullptr;  // as argv
  char* filter = nullptr;  // header.filter_bytes of it
};

// 0, or the errno: EINVAL for what our launcher would not write.
int read_spec(int fd, Spec& spec);

}  // namespace grade::keeper
