// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/session.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include "xml/writer.hpp"

namespace troupe::load {

using boost::asio::ip::tcp;

namespace {

/// Larger than whatever servers send.
constexpr std::size_t largest_stanza = 4 * 1024 * 1024;

} // namespace

session::session(world& of, std::uint64_t number, session_events& events)
    : world_(of),
      events_(events),
      number_(number),
      name_(of.options.user.of(number)),
      address_(name_ + '@' + of.domain),
      wire_(of.io),
      parser_(xml::stream_limits{.stanza_bytes = largest_stanza}) {
}

void session::start(login_goal goal) {
  goal_ = goal;
  phase_ = phase::connecting;
  started_at_ = clock::now();
  connect();
}

void session::connect() {
  const auto& to = world_.endpoints[endpoint_];
  boost::system::error_code failed;
  auto& socket = wire_.socket();
  if (!socket.is_open())
    socket.open(to.protocol(), failed);
  if (failed)
    return end("no socket: " + failed.message()
               + "; `ulimit -n` is how many there may be");
  if (const auto from = world_.source_of(number_)) {
    const int yes = 1; // the port is chosen with the peer in view
    ::setsockopt(socket.native_handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT,
                 &yes, sizeof yes);
    socket.bind(*from, failed);
  }
  if (failed)
    return end("cannot connect from there: " + failed.message());
  socket.async_connect(
      to, [this](boost::system::error_code ec) { on_connected(ec); });
}

void session::on_connected(boost::system::error_code failed) {
  if (is_over())
    return;
  if (failed && endpoint_ + 1 < world_.endpoints.size()) {
    ++endpoint_;
    wire_.close();
    return connect();
  }
  if (failed)
    return end("cannot connect: " + failed.message()
               + "; does the server run, and is --to right?");
  boost::system::error_code ignored;
  wire_.socket().set_option(tcp::no_delay{true}, ignored);
  wire_.socket().native_non_blocking(true, ignored);
  wait_to_read();
  if (world_.options.tls == tls_mode::direct)
    return encrypt();
  phase_ = phase::first_features;
  open_stream();
}

void session::encrypt() {
  if (auto begun = wire_.start_tls(*world_.tls, world_.domain); !begun)
    return end(begun.error().text);
  is_encrypted_ = true;
  phase_ = phase::encrypting;
  go_on_encrypting();
}

void session::go_on_encrypting() {
  const auto done = wire_.handshake();
  if (!done)
    return end(done.error().text);
  if (wire_.wants_write())
    return wait_to_write();
  if (!*done)
    return;
  if (world_.protection.empty())
    world_.protection = wire_.protection();
  if (goal_ == login_goal::encrypted)
    return become_ready();
  phase_ = phase::first_features;
  open_stream();
}

void session::open_stream() {
  std::string header = "<?xml version='1.0'?><stream:stream to='";
  xml::write_escaped(header, world_.domain);
  send(header
       + "' version='1.0' xmlns='jabber:client'"
         " xmlns:stream='http://etherx.jabber.org/streams'>");
}

void session::send(std::string_view bytes) {
  if (is_over())
    return;
  out_ += bytes;
  if (!flush_pending_ && !write_pending_) {
    flush_pending_ = true;
    world_.flush_later(*this);
  }
}

void session::send_stanza(std::string_view stanza) {
  management_.sent += is_counting_;
  send(stanza);
}

void session::flush() {
  flush_pending_ = false;
  if (out_.empty() || write_pending_ || is_over()
      || phase_ == phase::encrypting)
    return;
  while (written_ < out_.size()) {
    const auto done = wire_.write(std::string_view{out_}.substr(written_));
    if (!done)
      return end(done.error().text);
    if (*done == 0)
      return wait_to_write();
    written_ += *done;
  }
  written_ = 0;
  out_.clear();
  if (is_quiet_)
    std::string{}.swap(out_);
}

void session::wait_to_read() {
  wire_.socket().async_wait(tcp::socket::wait_read,
                            [this](boost::system::error_code failed) {
                              if (failed || is_over())
                                return;
                              on_readable();
                              if (!is_over())
                                wait_to_read();
                            });
}

void session::wait_to_write() {
  write_pending_ = true;
  wire_.socket().async_wait(
      tcp::socket::wait_write, [this](boost::system::error_code failed) {
        write_pending_ = false;
        if (failed || is_over())
          return;
        phase_ == phase::encrypting ? go_on_encrypting() : flush();
      });
}

void session::on_readable() {
  if (phase_ == phase::encrypting)
    go_on_encrypting();
  if (phase_ == phase::encrypting || is_over())
    return;
  read_all();
  if (is_quiet_ && !is_over())
    parser_.release();
  flush();
}

void session::read_all() {
  bool may_be_more = true;
  while (may_be_more && !is_over() && phase_ != phase::encrypting) {
    const auto got = wire_.read(world_.buffer);
    if (!got)
      return end(
          wire_.is_ended() && phase_ == phase::closing ? "" : got.error().text);
    if (*got == 0)
      return;
    may_be_more = *got == world_.buffer.size() || wire_.holds_more();
    auto parsed = parser_.feed({world_.buffer.data(), *got}, *this);
    if (!failure_.empty())
      return end(failure_);
    if (!parsed)
      return end("the server sent something that is no stream: "
                 + parsed.error().text);
    if (phase_ == phase::starting_tls && is_encrypted_)
      return encrypt();
  }
}

void session::close() {
  if (phase_ == phase::closing || is_over())
    return;
  send("</stream:stream>");
  phase_ = phase::closing;
}

void session::abandon() {
  if (is_over())
    return;
  wire_.close();
  phase_ = phase::over;
}

void session::set_quiet(bool quiet) {
  is_quiet_ = quiet;
  if (quiet) {
    parser_.release();
    if (out_.empty())
      std::string{}.swap(out_);
  }
}

/// Frees what an ended session needs no more; thousands may be kept.
void session::end(const std::string& why) {
  if (is_over())
    return;
  const bool was_closing = phase_ == phase::closing;
  phase_ = phase::over;
  wire_.close();
  sasl_.reset();
  std::string{}.swap(out_);
  events_.on_end(*this, was_closing ? "" : why);
}

xml::parse_step session::on_stream_open(xml::stream_header) {
  return xml::parse_step::proceed;
}

xml::parse_step session::on_element(xml::element tag) {
  if (phase_ == phase::ready) {
    receive(tag);
    return is_over() ? xml::parse_step::stop : xml::parse_step::proceed;
  }
  if (phase_ == phase::closing)
    return xml::parse_step::proceed;
  return log_in(tag);
}

xml::parse_step session::on_stream_close() {
  if (phase_ == phase::closing)
    failure_ = "closed";
  else
    failure_ = "the server closed the stream";
  return xml::parse_step::stop;
}

xml::parse_step session::refuse(std::string why) {
  failure_ = std::move(why);
  return xml::parse_step::stop;
}

} // namespace troupe::load
