// SPDX-License-Identifier: Apache-2.0
#include "actors/session/session.hpp"

#include <algorithm>

#include <caf/actor_clock.hpp>
#include <caf/actor_system.hpp>
#include <spdlog/spdlog.h>

#include "actors/base/warm_actor.hpp"
#include "net/tls_error.hpp"
#include "xml/namespaces.hpp"
#include "xml/warm.hpp"
#include "xml/writer.hpp"

namespace troupe::session {

namespace {

xml::stream_limits limits_before_login(const config::limits_section& l) {
  return {l.stanza_bytes_before_login, l.stanza_depth, l.attributes};
}

bool is_tls_failure(boost::system::error_code why) {
  return why && why.category() == net::tls_category();
}

} // namespace

session::session(caf::actor_config& config, caf::execution_unit* loop,
                 std::shared_ptr<session_setup> setup)
    : super(config, loop),
      setup_(std::move(setup)),
      transport_(std::move(setup_->transport)),
      parser_(limits_before_login(setup_->config->limits)),
      config_(setup_->config) {
  show_as(&shown());
}

const base::shown_actor& session::shown() {
  static constexpr base::shown_actor card{
      [](const caf::local_actor& who) -> const xml::jid& {
        return static_cast<const session&>(who).full_;
      },
      [](const caf::local_actor& who) {
        return static_cast<const session&>(who).memory();
      }};
  return card;
}

session::behavior_type session::make_behavior() {
  keep_alive_ = caf::strong_actor_ptr{ctrl()};
  set_down_handler([this](const caf::down_msg& down) {
    if (user_ && user_ == down.source)
      fail(xml::stream_condition::internal_server_error);
  });
  set_exit_handler([this](const caf::exit_msg&) {
    fail(xml::stream_condition::system_shutdown);
  });
  allowance_at_ = home_system().clock().now();
  allowance_ = static_cast<double>(config_->limits.bytes_per_second) * 2;
  start_timer(timer::login, config_->limits.login_timeout);
  transport_->attach(*this);
  return handlers();
}

/// One table for all sessions.
const session::behavior_type& session::handlers() {
  static constexpr auto self
      = [] { return static_cast<session*>(base::handling); };
  static const behavior_type all{
      [](const actors::send_stanza& m) { self()->deliver(m); },
      [](const actors::report_written&) { return self()->report(); },
      [](const actors::outbound_credit& m) { self()->take_credit(m); },
      [](const actors::end_stream& m) {
        self()->fail(m.error.condition, m.error.text);
      },
      [](const actors::session_tick& m) { self()->tick(m); },
      [](const actors::configuration_changed& m) {
        self()->take_configuration(m);
      },
      [](const actors::describe&) { return self()->describe(); },
  };
  return all;
}

void session::on_exit() {
  leave_user();
  return_unsent();
  settle_reports();
  if (transport_)
    transport_->detach();
  transport_.reset();
  // Or the user would keep this session's memory as long as it lives.
  if (user_)
    demonitor(caf::actor_cast<caf::actor_addr>(user_));
  user_ = actors::user_actor{};
  enter_closing(observe::stream_end::failed); // unless it has
  setup_.reset();
  // A timer may keep what is left of the session in memory for minutes.
  parser_.reset();
  keep_alive_ = nullptr;
}

/// Among thousands of busy sessions each finds the others' memory in the cache;
/// its own comes while the kernel copies the bytes.
void session::expect_bytes() {
  xml::warm(this, sizeof *this);
  parser_.warm();
  if (user_)
    base::warm_actor(caf::actor_cast<caf::actor_control_block*>(user_));
}

void session::on_bytes(std::string_view bytes) {
  in_actor([&] {
    received_ += bytes.size();
    throttle(bytes.size());
    parse(bytes);
    watch_for_quiet();
  });
}

void session::parse(std::string_view bytes) {
  if (phase_ == phase::closing)
    return;
  if (auto outcome = parser_.feed(bytes, *this); !outcome)
    refuse_input(outcome.error());
}

void session::on_drained() {
  in_actor([this] { settle_reports(); });
}

void session::on_closed(boost::system::error_code why) {
  in_actor([&] {
    if (phase_ != phase::closing)
      spdlog::debug("session.lost account={} address={} reason=\"{}\"",
                    account_.str(), transport_->peer_address(), why.message());
    if (!transport_->is_secure() && is_tls_failure(why))
      observe::count(observe::counter::tls_failures);
    enter_closing(observe::stream_end::lost);
    leave_user();
    return_unsent();
    settle_reports();
    // Not at once: the transport is still within its call, and the user actor
    // may have sent something that must go back to it.
    auto gone = [this] {
      send(this, actors::session_tick{static_cast<std::uint32_t>(timer::gone),
                                      generation_});
    };
    if (!user_)
      return gone();
    request(user_, caf::infinite, actors::session_closed{})
        .then([gone](const actors::released&) { gone(); },
              [gone](const caf::error&) { gone(); });
  });
}

void session::on_secured(const net::tls_facts& facts) {
  in_actor([&] {
    spdlog::debug("session.secured address={} version={} cipher={}",
                  transport_->peer_address(), facts.version, facts.cipher);
    observe::count(tls_version_of(facts.version));
    if (phase_ == phase::securing)
      phase_ = phase::opening;
  });
}

xml::parse_step session::on_stream_close() {
  resumable_ = false; // XEP-0198 §5: closed in order, the session ends
  end_stream(observe::stream_end::closed); // RFC 6120 §4.4: close in return
  return xml::parse_step::stop;
}

void session::write(std::string_view text) {
  if (!transport_)
    return;
  // Whoever asks for much and reads nothing gets no more than this.
  auto bound = config_->limits.unsent_bytes;
  if (bound != 0 && transport_->unsent() > 2 * bound) {
    observe::count(observe::limit::unsent_cut);
    enter_closing(observe::stream_end::limit);
    leave_user();
    return transport_->abort();
  }
  written_ += text.size();
  transport_->write(text);
}

/// Empty, for the text that is written next. One for all sessions of a thread:
/// of its own each would keep as much as its roster takes.
std::string& session::scratch() {
  static constexpr std::size_t most = 64 * 1024;
  thread_local std::string text;
  text.clear();
  if (text.capacity() > most)
    text.shrink_to_fit();
  return text;
}

void session::write(const xml::element& tag) {
  auto& text = scratch();
  xml::write(text, tag, xml::ns::client);
  write(text);
}

xml::parse_step session::wait() {
  waiting_ = true;
  transport_->pause_reading();
  return xml::parse_step::hold;
}

void session::go_on() {
  waiting_ = false;
  if (phase_ == phase::closing || throttled_)
    return;
  if (auto outcome = parser_.resume(*this); !outcome)
    refuse_input(outcome.error());
  if (!waiting_ && phase_ != phase::closing && transport_)
    transport_->resume_reading();
}

/// What has come is no XMPP, or more than one stanza may be.
void session::refuse_input(const xml::stream_error& error) {
  if (error.condition == xml::stream_condition::policy_violation)
    observe::count(observe::limit::stanza);
  fail(error.condition, error.text);
}

void session::fail(xml::stream_condition condition, std::string text) {
  if (phase_ == phase::closing || !transport_)
    return;
  spdlog::debug("session.failed account={} address={} condition={} text=\"{}\"",
                account_.str(), transport_->peer_address(),
                xml::name_of(condition), text);
  // RFC 6120 §4.9.1.2: an error before the header still needs a header.
  if (!header_sent_)
    write_header(nullptr);
  write(xml::to_element(xml::stream_error{condition, std::move(text)}));
  end_stream(end_for(condition, id_ != 0));
}

/// The last phase is entered once.
void session::enter_closing(observe::stream_end why) {
  if (std::exchange(phase_, phase::closing) == phase::closing)
    return;
  observe::count(why);
  if (!full_.empty())
    observe::count(observe::counter::sessions_left);
}

void session::end_stream(observe::stream_end why) {
  if (phase_ == phase::closing || !transport_)
    return;
  enter_closing(why);
  if (!header_sent_)
    write_header(nullptr);
  write("</stream:stream>");
  leave_user();
  transport_->resume_reading(); // to see the peer's end
  transport_->close();
}

void session::leave_user() {
  if (id_ == 0 || !user_)
    return;
  auto ignore = [](const auto&) {};
  request(user_, caf::infinite,
          actors::session_closed{std::exchange(id_, 0), {}, resumable_})
      .then([ignore](const actors::released& x) { ignore(x); },
            [ignore](const caf::error& x) { ignore(x); });
}

/// Forgets the messages that the kernel has taken. With TLS more bytes are
/// unsent than were written, so that rather one too many is kept.
void session::forget_written() {
  auto unsent = transport_->unsent();
  auto taken = unsent < written_ ? written_ - unsent : 0;
  while (!unsent_.empty() && unsent_.front().end <= taken)
    unsent_.pop_front();
}

/// What the stream could not write any more goes back to the user actor.
void session::return_unsent() {
  if (!transport_ || !user_)
    return;
  forget_written();
  for (auto& one : std::exchange(unsent_, {}))
    give_back(std::move(one.message), stream_has_ended);
}

void session::settle_reports() {
  auto unsent = transport_ ? transport_->unsent() : 0;
  if (unsent > 0 && phase_ != phase::closing)
    return;
  for (auto& promise : std::exchange(reports_, {}))
    promise.deliver(actors::written{unsent == 0 && phase_ == phase::active});
}

void session::take_configuration(const actors::configuration_changed& news) {
  config_ = news.config;
  if (host_ == nullptr)
    return;
  auto name = account_.empty() ? served_ : std::string{account_.domain()};
  host_ = nullptr;
  for (const auto& h : config_->hosts)
    if (h.name == name)
      host_ = &h;
  if (host_ == nullptr)
    fail(xml::stream_condition::host_gone);
}

/// About: what OpenSSL and expat hold was measured (docs/performance.md).
std::size_t session::memory() const {
  constexpr std::size_t of_tls = 14'000;
  constexpr std::size_t of_parser = 10'000;
  auto bytes = sizeof(*this);
  if (transport_)
    bytes += transport_->unsent() + (transport_->is_secure() ? of_tls : 0);
  if (!parser_.is_released())
    bytes += of_parser;
  return bytes;
}

actors::description session::describe() const {
  actors::description d{"session", full_.str(), {}};
  d.add("phase", std::string{name_of(phase_)});
  if (transport_) {
    d.add("address", transport_->peer_address());
    d.add("tls", transport_->is_secure() ? transport_->tls().version : "none");
    d.add("unsent bytes", std::to_string(transport_->unsent()));
  }
  d.add("stanzas taken", std::to_string(taken_stanzas_));
  d.add("stanzas sent", std::to_string(sent_stanzas_));
  d.add("credit", std::to_string(credit_));
  d.add("bytes received", std::to_string(received_));
  d.add("memory, about", std::to_string(memory()));
  d.add("parser", parser_.is_released() ? "released" : "live");
  return d;
}

} // namespace troupe::session
