// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "tools/load/client/problem.hpp"
#include "tools/load/client/tls_client.hpp"

namespace troupe::load {

/// A connected socket, with or without TLS, that never blocks. OpenSSL works
/// on the descriptor itself, so that no byte is copied through a BIO.
class wire {
public:
  explicit wire(boost::asio::io_context& io) : socket_(io) {}

  boost::asio::ip::tcp::socket& socket() { return socket_; }
  /// What is read and written from now on is TLS.
  outcome<void> start_tls(const tls_client& tls, const std::string& domain);
  /// Goes on with the handshake; true once it is over.
  outcome<bool> handshake();
  /// How it is encrypted, e.g. "TLSv1.3 TLS_AES_128_GCM_SHA256".
  std::string protection() const;
  /// Reads what is there.
  /// @returns how many bytes; 0 if there are none now
  outcome<std::size_t> read(std::span<char> into);
  /// Writes what can be written now.
  /// @returns how many bytes that were
  outcome<std::size_t> write(std::string_view bytes);
  /// The handshake could not go on until the socket takes more.
  bool wants_write() const { return wants_write_; }
  /// Bytes may have been read from the socket that `read` has not given yet.
  bool holds_more() const;
  /// The peer has ended its side; the last `read` failed for that.
  bool is_ended() const { return is_ended_; }
  void close();

private:
  outcome<std::size_t> tls_result(int result);
  outcome<std::size_t> plain_result(ssize_t result);

  boost::asio::ip::tcp::socket socket_;
  ssl_ptr ssl_;
  bool wants_write_ = false;
  bool is_ended_ = false;
};

} // namespace troupe::load
