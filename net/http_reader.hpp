// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "net/http_message.hpp"

namespace troupe::net {

/// How much of a client's bytes one request may have.
struct http_size_limits {
  std::size_t target = std::size_t{8} * 1024;
  std::size_t header = std::size_t{16} * 1024;
  std::size_t body = std::size_t{64} * 1024;
};

/// Reads requests off a connection's bytes. Boost.Beast parses; which requests
/// are taken, and how much of one is looked at, is decided here.
class http_reader {
public:
  enum class state : std::uint8_t {
    more,     ///< it wants more bytes
    hesitant, ///< the same, and the client waits for "100 Continue"; told once
    whole,    ///< a request is there to be taken
    wrong,    ///< `fault` says why; the connection's bytes make no sense now
  };

  explicit http_reader(const http_size_limits& limits);
  ~http_reader();
  http_reader(const http_reader&) = delete;
  http_reader& operator=(const http_reader&) = delete;

  /// Takes what it can off the front of `bytes`.
  state read(std::string& bytes);
  /// The request, without `peer`; the next one can be read from then on.
  http_request take();
  /// The status of the answer.
  unsigned fault() const;
  /// Whether the connection may be used again after the last request taken.
  bool keep_alive() const;
  /// Whether some bytes of a request have come.
  bool begun() const;

private:
  struct parsing;
  state fail(unsigned status);
  unsigned feed(std::string& bytes);
  state read_head(std::string& bytes);
  unsigned read_body(std::string& bytes);
  /// Takes the head that has come. What is wrong with it; 0 if nothing.
  unsigned judge();

  std::unique_ptr<parsing> now_;
  http_size_limits limits_;
  unsigned fault_ = 0;
  bool keep_alive_ = false;
};

} // namespace troupe::net
