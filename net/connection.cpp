// SPDX-License-Identifier: Apache-2.0
#include "net/connection.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include "net/spare_buffers.hpp"
#include "net/tls_error.hpp"

namespace troupe::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t read_bytes = 64 * 1024;

// Shared by all connections of a thread; what is in them lives no longer than
// the call that filled them.
using read_buffer = std::array<char, read_bytes>;
using plain_buffer = std::array<char, read_bytes + tls_session::max_held>;

template <class Buffer>
Buffer& of_this_thread() {
  static thread_local const auto buffer = std::make_unique<Buffer>();
  return *buffer;
}

asio::ip::address without_mapping(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped())
    return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

} // namespace

connection::connection(tcp::socket socket, turn& loop_turn, tls_source tls)
    : socket_(std::move(socket)),
      turn_(loop_turn),
      tls_source_(std::move(tls)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  peer_ = without_mapping(socket_.remote_endpoint(ignored).address());
}

void connection::attach(transport_events& events, bool direct_tls) {
  events_ = &events;
  if (phase_ == phase::ended)
    return post_closed();
  if (direct_tls)
    start_tls();
  arm_read();
}

void connection::write(std::string_view bytes) {
  if (phase_ != phase::open) {
    lost_ += bytes.size();
    return;
  }
  if (bytes.empty())
    return;
  auto& out = tls_ ? plain_ : wire_;
  spare_buffers::of_this_thread().lend(out);
  out.append(bytes);
  turn_.mark(*this);
}

void connection::start_tls() {
  if (phase_ != phase::open || tls_)
    return;
  auto context = tls_source_ ? tls_source_() : nullptr;
  if (!context)
    return begin_close(tls_errc::no_certificate);
  // What stands in wire_ leaves in clear before the first byte of TLS.
  tls_ = std::make_unique<tls_session>(std::move(context), wire_);
  if (tls_->error())
    begin_close(tls_->error());
}

void connection::resume_reading() {
  paused_ = false;
  arm_read();
}

void connection::abort() {
  error_code ignored;
  if (phase_ != phase::ended)
    socket_.set_option(tcp::socket::linger(true, 0), ignored);
  end(asio::error::operation_aborted);
}

// -- reading ------------------------------------------------------------------

void connection::arm_read() {
  const bool wanted
      = phase_ == phase::open ? events_ && !paused_ : phase_ == phase::closing;
  if (reading_ || peer_gone_ || !wanted)
    return;
  reading_ = true;
  socket_.async_wait(
      tcp::socket::wait_read,
      [self = shared_from_this()](error_code why) { self->on_readable(why); });
}

void connection::on_readable(error_code why) {
  reading_ = false;
  if (phase_ == phase::ended)
    return;
  if (why)
    return end(why);
  if (phase_ == phase::open && (paused_ || !events_))
    return;
  if (phase_ == phase::open)
    events_->expect_bytes();
  auto& buffer = of_this_thread<read_buffer>();
  const auto size = socket_.read_some(asio::buffer(buffer), why);
  if (why && why != asio::error::would_block)
    return on_peer_gone(why);
  // While closing, whatever comes is dropped until the peer's end.
  if (size > 0 && phase_ == phase::open)
    receive({buffer.data(), size});
  arm_read();
}

void connection::receive(std::string_view bytes) {
  if (tls_)
    receive_tls(bytes);
  else
    events_->on_bytes(bytes);
}

void connection::receive_tls(std::string_view bytes) {
  auto& plain = of_this_thread<plain_buffer>();
  spare_buffers::of_this_thread().lend(wire_);
  const auto size = tls_->receive(bytes, plain);
  if (wire_.size() > sent_)
    turn_.mark(*this);
  else
    spare_buffers::of_this_thread().take_back(wire_);
  if (!secured_ && tls_->is_established()) {
    secured_ = true;
    if (!plain_.empty())
      turn_.mark(*this);
    events_->on_secured(tls_->facts());
  }
  if (size > 0 && events_ && phase_ == phase::open)
    events_->on_bytes({plain.data(), size});
  if (tls_->error())
    begin_close(tls_->error());
  else if (tls_->is_ended_by_peer())
    begin_close(asio::error::eof);
}

void connection::on_peer_gone(error_code why) {
  peer_gone_ = true;
  const bool complete = phase_ == phase::closing && (why_ || waiting() == 0);
  if (why != asio::error::eof)
    return end(complete ? why_ : why);
  // Many clients end without close_notify. That is taken for an orderly end
  // too: truncation shows in the missing </stream:stream> (RFC 6120 §4.4).
  if (phase_ == phase::open)
    begin_close(tls_ && !secured_ ? error_code{tls_errc::cut_short} : why);
  else if (complete)
    end(why_);
}

// -- writing ------------------------------------------------------------------

void connection::flush() {
  if (phase_ == phase::ended)
    return;
  auto& spares = spare_buffers::of_this_thread();
  if (secured_ && !plain_.empty()) {
    spares.lend(wire_);
    tls_->send(plain_);
    if (tls_->error()) {
      lost_ += plain_.size();
      begin_close(tls_->error());
    }
    spares.take_back(plain_);
  }
  if (phase_ == phase::closing) {
    spares.take_back(plain_); // without a handshake it can never leave
    if (tls_)
      tls_->end();
  }
  if (!writing_)
    send();
}

void connection::send() {
  error_code why;
  const auto rest = asio::buffer(wire_.data() + sent_, wire_.size() - sent_);
  if (rest.size() > 0)
    sent_ += socket_.write_some(rest, why);
  if (why && why != asio::error::would_block)
    return end(phase_ == phase::closing && why_ ? why_ : why);
  if (sent_ == wire_.size())
    return on_all_sent();
  if (sent_ > wire_.size() / 2) {
    wire_.erase(0, sent_);
    sent_ = 0;
  }
  arm_write();
}

void connection::arm_write() {
  writing_ = true;
  socket_.async_wait(
      tcp::socket::wait_write,
      [self = shared_from_this()](error_code why) { self->on_writable(why); });
}

void connection::on_writable(error_code why) {
  writing_ = false;
  if (phase_ == phase::ended)
    return;
  if (why)
    return end(why);
  flush();
  if (phase_ == phase::open && !writing_ && events_)
    events_->on_drained();
}

void connection::on_all_sent() {
  spare_buffers::of_this_thread().take_back(wire_);
  sent_ = 0;
  if (phase_ != phase::closing)
    return;
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  if (peer_gone_)
    end(why_);
}

// -- ending -------------------------------------------------------------------

void connection::begin_close(error_code why) {
  if (phase_ != phase::open)
    return;
  phase_ = phase::closing;
  why_ = why;
  turn_.mark(*this);
  linger_ = std::make_unique<asio::steady_timer>(socket_.get_executor(),
                                                 linger_time);
  linger_->async_wait([self = shared_from_this()](error_code cancelled) {
    if (!cancelled)
      self->on_linger_over();
  });
  arm_read();
}

void connection::on_linger_over() {
  const bool lost = waiting() > 0 && !why_;
  end(lost ? error_code{asio::error::timed_out} : why_);
}

void connection::end(error_code why) {
  if (phase_ == phase::ended)
    return;
  phase_ = phase::ended;
  why_ = why;
  turn_.forget(*this);
  error_code ignored;
  socket_.close(ignored);
  linger_.reset();
  lost_ += waiting();
  std::string{}.swap(plain_);
  std::string{}.swap(wire_);
  sent_ = 0;
  post_closed();
}

void connection::post_closed() {
  if (!events_)
    return;
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (auto events = std::exchange(self->events_, nullptr))
      events->on_closed(self->why_);
  });
}

} // namespace troupe::net
