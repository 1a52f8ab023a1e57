#include "harness/launch/packet_read.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace grade {
namespace {

ReadResult failed() {
  const bool is_empty = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return {is_empty ? ReadResult::Kind::nothing_yet : ReadResult::Kind::end, 0};
}

}  // namespace

ReadResult read_bytes(int fd, std::span<char> into) {
  const ssize_t n = ::read(fd, into.data(), into.size());
  if (n < 0) return failed();
  if (n == 0) return {ReadResult::Kind::end, 0};
  return {ReadResult::Kind::bytes, static_cast<std::size_t>(n)};
}

ReadResult read_packet(int fd, std::span<char> into) {
  iovec part{into.data(), into.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))];  // has no room for descriptors
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t n = ::recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (n < 0) return failed();
  if (n == 0 && message.msg_controllen == 0) return {ReadResult::Kind::end, 0};
  return {ReadResult::Kind::bytes, static_cast<std::size_t>(n)};
}

}  // namespace grade
