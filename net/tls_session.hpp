// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>

#include "net/transport.hpp"

struct ssl_st; // OpenSSL's SSL

namespace troupe::net {

class tls_context;

/// The server's side of one TLS session, without a socket: bytes of the wire
/// go in and out through the caller's buffers. OpenSSL reads the caller's
/// bytes in place and appends to the caller's string, so that between calls
/// it holds at most a record that has come in part.
class tls_session {
public:
  /// The most that OpenSSL may hold of one record (RFC 5246 §6.2.3: 2^14 +
  /// 2048 bytes and the header).
  static constexpr std::size_t max_held = 20 * 1024;

  /// `wire` gets what is to be sent and must outlive the session.
  tls_session(std::shared_ptr<const tls_context> context, std::string& wire);
  ~tls_session();
  tls_session(const tls_session&) = delete;
  tls_session& operator=(const tls_session&) = delete;

  /// Takes what came from the peer, goes on with the handshake and decrypts.
  /// @pre plain.size() >= bytes.size() + max_held
  /// @returns how many bytes were written to `plain`
  std::size_t receive(std::string_view bytes, std::span<char> plain);
  /// Encrypts. @pre is_established()
  void send(std::string_view plain);
  /// Sends close_notify, once, if there is a session to end.
  void end();

  bool is_established() const { return established_; }
  /// close_notify has come.
  bool is_ended_by_peer() const { return ended_by_peer_; }
  /// Set once the session has failed; the alert stands in `wire`.
  boost::system::error_code error() const { return error_; }
  /// @pre is_established()
  const tls_facts& facts() const { return facts_; }

private:
  friend struct tls_bio;
  struct release {
    void operator()(ssl_st* ssl) const;
  };

  bool handshake();
  /// Notes why the last call on `ssl_` did not succeed, if for more than want
  /// of bytes.
  void note_result(int result);
  void note_facts();

  std::shared_ptr<const tls_context> context_;
  std::string& wire_;
  std::string_view input_; // during `receive`
  std::unique_ptr<ssl_st, release> ssl_;
  tls_facts facts_;
  boost::system::error_code error_;
  bool established_ = false;
  bool ended_by_peer_ = false;
  bool ended_ = false;
};

} // namespace troupe::net
