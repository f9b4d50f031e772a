// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>

#include "net/transport.hpp"

namespace troupe::net {

/// What the server's side of a memory transport pretends to be.
struct memory_settings {
  std::string address = "127.0.0.1";
  bool is_loopback = true;
  bool direct_tls = false; ///< secured as soon as it is attached
  /// What the "kernel" takes before bytes count as unsent.
  std::size_t socket_buffer = std::numeric_limits<std::size_t>::max();
  tls_facts tls = {"TLSv1.3", "TLS_AES_128_GCM_SHA256", "",
                   std::string(32, 'e'), std::string(32, 'p')};
};

/// The test's end of a memory transport. Events reach the server's side in
/// order, on the caller's thread, and only from within `pump` (which `send`,
/// `take`, `end` and `expire_linger` call), never from within `write`, `close`
/// and so on. Outlives the transport or not, as one likes.
class memory_peer {
public:
  struct line; // what both ends share

  explicit memory_peer(std::shared_ptr<line> shared);
  ~memory_peer();
  memory_peer(memory_peer&&) noexcept;
  memory_peer& operator=(memory_peer&&) noexcept;

  /// Sends bytes to the server.
  void send(std::string_view bytes);
  /// What stands in the socket buffer, into which then moves what was unsent.
  std::string take();
  /// Ends the stream; the server sees `why` once.
  void end(boost::system::error_code why = boost::asio::error::eof);
  /// Lets the time pass that a closing server waits for its output to leave.
  void expire_linger();
  /// Delivers all events that wait; nothing when called from within one.
  void pump();

  /// The server has asked for TLS, and `on_secured` has been delivered.
  bool is_secure() const;
  /// The server has ended the stream (everything it sent can be taken), or
  /// has aborted it.
  bool is_closed() const;
  bool is_aborted() const;
  bool is_paused() const;
  /// Called, outside of any event, when the server's side has done something
  /// that needs a `pump` or may be taken. For simulations, to schedule either.
  void on_activity(std::function<void()> wake);

private:
  std::shared_ptr<line> line_;
};

struct memory_pair {
  std::unique_ptr<transport> server;
  memory_peer peer;
};

/// A transport without sockets, for tests and simulation: deterministic.
memory_pair make_memory_transport(memory_settings settings = {});

} // namespace troupe::net
