// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::session::test {

/// A plain TCP client on the loopback network that waits for what it reads.
class blocking_client {
public:
  /// `from`: the own address, within 127.0.0.0/8.
  explicit blocking_client(std::uint16_t port,
                           const std::string& from = "127.0.0.1");
  ~blocking_client();
  blocking_client(const blocking_client&) = delete;
  blocking_client& operator=(const blocking_client&) = delete;

  bool is_connected() const { return fd_ >= 0; }
  void send(std::string_view text);
  /// Reads until `text` has come, and takes all up to its end. Empty where the
  /// server ended before, or was silent for too long.
  std::string read_to(std::string_view text);
  /// Reads up to the server's end. @returns all that came
  std::string read_to_end();
  /// Ends without a word.
  void drop();

private:
  bool read_some();

  int fd_ = -1;
  bool ended_ = false;
  std::string received_;
};

} // namespace troupe::session::test
