// SPDX-License-Identifier: Apache-2.0
#include "net/http_connection.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "net/http_answer_slot.hpp"

namespace troupe::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// What a client may still send after the last answer.
constexpr std::size_t most_discarded = std::size_t{1024} * 1024;

} // namespace

http_connection::http_connection(asio::ip::tcp::socket socket,
                                 std::shared_ptr<http_shared> shared)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      shared_(std::move(shared)),
      reader_(shared_->options.sizes) {
  error_code gone;
  auto address = socket_.remote_endpoint(gone).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  peer_ = address.to_string();
  loopback_ = !gone && address.is_loopback();
}

bool http_connection::enter() {
  auto& s = *shared_;
  if (s.open.size() >= s.options.connections
      || !s.peers.enter(peer_, s.options.now()))
    return false;
  s.open.emplace(this, shared_from_this());
  return true;
}

void http_connection::start() {
  arm(shared_->options.request_time);
  read();
}

void http_connection::close() {
  if (std::exchange(phase_, phase::closed) == phase::closed)
    return;
  const auto self = shared_from_this(); // the list may hold the last
  error_code ignored;
  socket_.close(ignored);
  timer_.cancel();
  shared_->peers.leave(peer_, shared_->options.now());
  shared_->open.erase(this);
  if (queue_ && queue_->leave() && gone_)
    gone_();
  gone_ = nullptr;
}

void http_connection::read() {
  if (std::exchange(reading_, true))
    return;
  socket_.async_read_some(
      asio::buffer(chunk_),
      [self = shared_from_this()](error_code why, std::size_t size) {
        self->reading_ = false;
        self->on_read(why, size);
      });
}

void http_connection::on_read(error_code why, std::size_t size) {
  if (phase_ == phase::closed)
    return;
  if (why)
    return close();
  if (phase_ == phase::idle || phase_ == phase::reading) {
    in_.append(chunk_.data(), size);
    return process();
  }
  // What comes now is no request; its end is waited for.
  discarded_ += size;
  if (discarded_ > most_discarded)
    return close();
  if (phase_ != phase::writing)
    read();
}

void http_connection::process() {
  const auto came = reader_.read(in_);
  if (phase_ == phase::idle && (reader_.begun() || !in_.empty())) {
    phase_ = phase::reading;
    arm(shared_->options.request_time);
  }
  switch (came) {
  case http_reader::state::more:
    return read();
  case http_reader::state::hesitant:
    return go_on();
  case http_reader::state::wrong:
    return refuse(reader_.fault());
  case http_reader::state::whole:
    return handle();
  }
}

/// RFC 9110 §10.1.1
void http_connection::go_on() {
  out_ = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(out_),
                    [self = shared_from_this()](error_code why, std::size_t) {
                      if (self->phase_ != phase::reading)
                        return;
                      if (why)
                        return self->close();
                      self->read();
                    });
}

void http_connection::handle() {
  auto request = reader_.take();
  keep_ = reader_.keep_alive();
  is_head_ = request.method == "HEAD";
  request.peer = peer_;
  request.loopback = loopback_;
  phase_ = phase::handling;
  timer_.cancel();
  ++shared_->counts.requests;
  if (is_welcome(request))
    shared_->on_request(std::move(request),
                        http_responder{std::make_shared<http_answer_slot>(
                            weak_from_this(), shared_)});
}

/// Else it is answered.
bool http_connection::is_welcome(const http_request& request) {
  auto& s = *shared_;
  if (const auto wait = s.peers.request(peer_, s.options.now());
      wait.count() != 0) {
    ++s.counts.limited;
    auto late = plain_error(429);
    late.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return answer(late), false;
  }
  const auto is_own = [&](const auto& host) {
    return s.options.is_own_host ? s.options.is_own_host(host)
                                 : is_loopback_host(host);
  };
  for (const auto& [name, value] : request.headers)
    if (name == "host" && !is_own(value))
      return answer(plain_error(421)), false;
  return true;
}

void http_connection::refuse(unsigned status) {
  keep_ = false;
  write(to_wire(plain_error(status), false, true));
}

void http_connection::answer(const http_response& response) {
  if (phase_ == phase::handling)
    write(to_wire(response, keep_, !is_head_));
}

void http_connection::write(std::string bytes) {
  phase_ = phase::writing;
  arm(shared_->options.write_time);
  out_ = std::move(bytes);
  asio::async_write(socket_, asio::buffer(out_),
                    [self = shared_from_this()](error_code why, std::size_t) {
                      if (self->phase_ == phase::closed)
                        return;
                      if (why)
                        return self->close();
                      self->on_written();
                    });
}

void http_connection::on_written() {
  out_ = {};
  if (!keep_)
    return linger();
  phase_ = phase::idle;
  arm(shared_->options.idle_time);
  process(); // the next request may be there already
}

/// Closing at once, with bytes of the client unread, would cost it the answer.
void http_connection::linger() {
  error_code why;
  socket_.shutdown(asio::socket_base::shutdown_send, why);
  if (why)
    return close();
  phase_ = phase::lingering;
  arm(shared_->options.linger_time);
  read();
}

void http_connection::stream(std::shared_ptr<http_stream_queue> queue,
                             std::function<void()> gone) {
  if (phase_ != phase::handling) { // closed meanwhile
    if (queue->leave() && gone)
      gone();
    return;
  }
  phase_ = phase::streaming;
  queue_ = std::move(queue);
  gone_ = std::move(gone);
  read(); // until the client leaves
  write_events(stream_head());
}

void http_connection::flush() {
  if (phase_ != phase::streaming || sending_)
    return;
  if (is_head_)
    return close();
  if (auto bytes = queue_->take(); !bytes.empty())
    return write_events(std::move(bytes));
  if (queue_->is_over())
    linger();
}

void http_connection::write_events(std::string bytes) {
  sending_ = true;
  arm(shared_->options.write_time);
  out_ = std::move(bytes);
  asio::async_write(socket_, asio::buffer(out_),
                    [self = shared_from_this()](error_code why, std::size_t) {
                      if (self->phase_ == phase::closed)
                        return;
                      if (why)
                        return self->close();
                      self->sending_ = false;
                      self->out_ = {};
                      self->queue_->written();
                      self->arm(self->shared_->options.keep_alive);
                      self->flush();
                    });
}

void http_connection::arm(std::chrono::milliseconds after) {
  timer_.expires_after(after);
  timer_.async_wait([weak = weak_from_this()](error_code cancelled) {
    if (auto self = weak.lock(); self && !cancelled)
      self->on_timeout();
  });
}

void http_connection::on_timeout() {
  // It may have been set anew when this was on its way already.
  if (timer_.expiry() > std::chrono::steady_clock::now()
      || phase_ == phase::handling || phase_ == phase::closed)
    return;
  if (phase_ == phase::reading && (reader_.begun() || !in_.empty()))
    return refuse(408);
  if (phase_ != phase::streaming || sending_)
    return close();
  queue_->push(":\n\n");
  arm(shared_->options.keep_alive);
}

} // namespace troupe::net
