// SPDX-License-Identifier: Apache-2.0
#include "tests/session/blocking_client.hpp"

#include <array>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace troupe::session::test {

namespace {

sockaddr_in address_of(const std::string& ip, std::uint16_t port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  ::inet_pton(AF_INET, ip.c_str(), &a.sin_addr);
  return a;
}

} // namespace

blocking_client::blocking_client(std::uint16_t port, const std::string& from)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{60, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const auto own = address_of(from, 0);
  const auto other = address_of("127.0.0.1", port);
  if (::bind(fd_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0
      || ::connect(fd_, reinterpret_cast<const sockaddr*>(&other), sizeof other)
             != 0)
    drop();
}

blocking_client::~blocking_client() {
  drop();
}

void blocking_client::send(std::string_view text) {
  while (!text.empty()) {
    const auto n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    if (n <= 0)
      return; // gone, which reading tells
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string blocking_client::read_to(std::string_view text) {
  for (;;) {
    if (auto at = received_.find(text); at != std::string::npos) {
      auto taken = received_.substr(0, at + text.size());
      received_.erase(0, taken.size());
      return taken;
    }
    if (!read_some())
      return {};
  }
}

std::string blocking_client::read_to_end() {
  while (read_some())
    ;
  CHECK(ended_);
  return std::exchange(received_, {});
}

void blocking_client::drop() {
  if (fd_ >= 0)
    ::close(std::exchange(fd_, -1));
}

bool blocking_client::read_some() {
  std::array<char, 16 * 1024> buffer;
  const auto n = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (n > 0)
    received_.append(buffer.data(), static_cast<std::size_t>(n));
  // A reset is an end, too; a timeout is none.
  ended_ = n == 0 || (n < 0 && errno != EAGAIN);
  return n > 0;
}

} // namespace troupe::session::test
