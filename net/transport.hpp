// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>

namespace troupe::net {

/// What a TLS session has agreed on.
struct tls_facts {
  std::string version; ///< e.g. "TLSv1.3"
  std::string cipher;
  std::string server_name; ///< SNI as sent, may be empty
  /// Channel bindings (raw bytes): `tls-exporter` (RFC 9266), empty below
  /// TLS 1.3 without extended master secret; `tls-server-end-point` (RFC 5929).
  std::string exporter;
  std::string server_end_point;
};

/// Receives what happens on a transport. Called on the transport's own loop.
/// During a call the transport may be written to or closed, but not destroyed.
class transport_events {
public:
  virtual void on_bytes(std::string_view bytes) = 0;
  /// Bytes are about to be read. Nothing may be done here but to have ready
  /// what they will need.
  virtual void expect_bytes() {}
  /// The TLS handshake that `start_tls` began is done.
  virtual void on_secured(const tls_facts& facts) = 0;
  /// All that was written has left for the kernel, after some had to wait.
  virtual void on_drained() = 0;
  /// The last call: the peer has gone (`end_of_file` for an orderly end), the
  /// handshake failed, or `close` is complete.
  virtual void on_closed(boost::system::error_code why) = 0;

protected:
  ~transport_events() = default;
};

/// A byte stream to one peer, whatever carries it. Belongs to one loop and is
/// used only there. Destroying it aborts the connection.
class transport {
public:
  virtual ~transport() = default;

  /// Starts to read. `events` must outlive the transport or `detach`.
  virtual void attach(transport_events& events) = 0;
  /// No event is delivered from now on.
  virtual void detach() = 0;

  /// Appends to what leaves in one write at the end of this turn of the loop.
  virtual void write(std::string_view bytes) = 0;
  /// Bytes written that the kernel has not taken yet.
  virtual std::size_t unsent() const = 0;

  /// Secures the stream as the server, once what was written before has left.
  /// From now on every byte read is TLS. What stood behind the request in the
  /// same `on_bytes` came in clear: the caller drops it (STARTTLS injection).
  /// What is written meanwhile waits for the end of the handshake.
  virtual void start_tls() = 0;
  virtual bool is_secure() const = 0;
  /// @pre is_secure()
  virtual const tls_facts& tls() const = 0;

  /// Stops or goes on with reading from the socket: back-pressure on the peer.
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;

  /// Sends what is written, then ends the stream in order; gives up after the
  /// linger time (2 s). `on_closed` follows.
  virtual void close() = 0;
  /// Ends at once, dropping what is unsent. `on_closed` follows.
  virtual void abort() = 0;

  /// Address of the peer, without the port, for limits and logs.
  virtual std::string peer_address() const = 0;
  /// Whether the peer is on this machine's loopback interface.
  virtual bool is_loopback() const = 0;
};

} // namespace troupe::net
