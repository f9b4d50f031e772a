// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include "net/tcp_transport.hpp"
#include "net/tls_session.hpp"

namespace troupe::net {

/// What stands behind a TCP transport: kept alive by its pending operations,
/// while the transport itself may go at any time.
///
///     open -- close, peer's end, TLS failure --> closing --> ended
///       `-------- abort, socket error ------------------------'
///
/// Closing: what is written leaves, then close_notify and FIN, then the peer's
/// end is awaited. Ended: the socket is closed and `on_closed` is posted, hence
/// never called from inside of `close` or `abort`.
class connection final : public flushable,
                         public std::enable_shared_from_this<connection> {
public:
  static constexpr std::chrono::seconds linger_time{2};

  connection(boost::asio::ip::tcp::socket socket, turn& loop_turn,
             tls_source tls);

  void attach(transport_events& events, bool direct_tls);
  void detach() { events_ = nullptr; }
  void write(std::string_view bytes);
  std::size_t unsent() const { return waiting() + lost_; }
  void start_tls();
  const tls_session* secured() const { return secured_ ? tls_.get() : nullptr; }
  void pause_reading() { paused_ = true; }
  void resume_reading();
  void close() { begin_close({}); }
  void abort();
  const boost::asio::ip::address& peer() const { return peer_; }

  void flush() override;

private:
  using error_code = boost::system::error_code;
  enum class phase : std::uint8_t { open, closing, ended };

  std::size_t waiting() const { return wire_.size() - sent_ + plain_.size(); }
  void arm_read();
  void on_readable(error_code why);
  void receive(std::string_view bytes);
  void receive_tls(std::string_view bytes);
  void on_peer_gone(error_code why);
  void send();
  void arm_write();
  void on_writable(error_code why);
  void on_all_sent();
  void begin_close(error_code why);
  void on_linger_over();
  void end(error_code why);
  void post_closed();

  boost::asio::ip::tcp::socket socket_;
  turn& turn_;
  tls_source tls_source_;
  transport_events* events_ = nullptr;
  boost::asio::ip::address peer_;
  std::unique_ptr<boost::asio::steady_timer> linger_;
  std::string plain_;    // waits for encryption
  std::string wire_;     // as it leaves
  std::size_t sent_ = 0; // of wire_
  std::size_t lost_ = 0; // bytes that can no longer leave
  std::unique_ptr<tls_session> tls_;
  error_code why_; // of closing, for on_closed
  phase phase_ = phase::open;
  bool secured_ = false; // on_secured was due
  bool paused_ = false;
  bool reading_ = false;   // waits for readability
  bool writing_ = false;   // waits for writability
  bool peer_gone_ = false; // nothing more will come
};

} // namespace troupe::net
