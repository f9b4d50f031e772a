// SPDX-License-Identifier: Apache-2.0
#include "actors/session/session.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "xml/namespaces.hpp"
#include "xml/writer.hpp"

namespace troupe::session {

namespace {

xml::stream_limits limits_before_login(const config::limits_section& l) {
  return {l.stanza_bytes_before_login, l.stanza_depth, l.attributes};
}

} // namespace

session::session(caf::actor_config& config, caf::execution_unit* loop,
                 std::shared_ptr<session_setup> setup)
    : super(config, loop),
      setup_(std::move(setup)),
      transport_(std::move(setup_->transport)),
      parser_(limits_before_login(setup_->config->limits)),
      config_(setup_->config) {
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
  allowance_at_ = std::chrono::steady_clock::now();
  allowance_ = static_cast<double>(config_->limits.bytes_per_second) * 2;
  start_timer(timer::login, config_->limits.login_timeout);
  transport_->attach(*this);
  return {
      [this](const actors::send_stanza& m) { deliver(m); },
      [this](const actors::outbound_credit& m) { take_credit(m); },
      [this](const actors::end_stream& m) {
        fail(m.error.condition, m.error.text);
      },
      [this](const actors::session_tick& m) { tick(m); },
      [this](const actors::configuration_changed& m) {
        if (phase_ == phase::active) // until then the host may not be known yet
          config_ = m.config;
      },
      [this](const actors::describe&) { return describe(); },
  };
}

void session::on_exit() {
  if (transport_)
    transport_->detach();
  transport_.reset();
  leave_user();
  user_ = actors::user_actor{};
  setup_.reset();
  keep_alive_ = nullptr;
}

void session::on_bytes(std::string_view bytes) {
  in_actor([&] {
    received_ += bytes.size();
    throttle(bytes.size());
    parse(bytes);
  });
}

void session::parse(std::string_view bytes) {
  if (phase_ == phase::closing)
    return;
  if (auto outcome = parser_.feed(bytes, *this); !outcome)
    fail(outcome.error().condition, outcome.error().text);
}

void session::on_drained() {
  in_actor([this] { unsent_.clear(); });
}

void session::on_closed(boost::system::error_code why) {
  in_actor([&] {
    if (phase_ != phase::closing)
      spdlog::debug("session.lost jid={} address={} reason=\"{}\"", full_.str(),
                    transport_->peer_address(), why.message());
    phase_ = phase::closing;
    leave_user();
    // Not at once: the transport is still within its call.
    send(this, actors::session_tick{static_cast<std::uint32_t>(timer::gone),
                                    generation_});
  });
}

void session::on_secured(const net::tls_facts& facts) {
  in_actor([&] {
    spdlog::debug("session.secured address={} version={} cipher={}",
                  transport_->peer_address(), facts.version, facts.cipher);
    if (phase_ == phase::securing)
      phase_ = phase::opening;
  });
}

xml::parse_step session::on_stream_close() {
  end_stream(); // RFC 6120 §4.4: close in return
  return xml::parse_step::stop;
}

void session::write(std::string_view text) {
  if (transport_)
    transport_->write(text);
}

void session::write(const xml::element& tag) {
  text_.clear();
  xml::write(text_, tag, xml::ns::client);
  write(text_);
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
    fail(outcome.error().condition, outcome.error().text);
  if (!waiting_ && phase_ != phase::closing && transport_)
    transport_->resume_reading();
}

void session::fail(xml::stream_condition condition, std::string text) {
  if (phase_ == phase::closing || !transport_)
    return;
  spdlog::debug("session.failed jid={} address={} condition={} text=\"{}\"",
                full_.str(), transport_->peer_address(),
                xml::name_of(condition), text);
  // RFC 6120 §4.9.1.2: an error before the header still needs a header.
  if (!header_sent_)
    write_header(nullptr);
  write(xml::to_element(xml::stream_error{condition, std::move(text)}));
  end_stream();
}

void session::end_stream() {
  if (phase_ == phase::closing || !transport_)
    return;
  phase_ = phase::closing;
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
  actors::session_closed news{std::exchange(id_, 0), {}};
  if (transport_ && transport_->unsent() > 0)
    news.unsent.assign(unsent_.begin(), unsent_.end());
  unsent_.clear();
  send(user_, std::move(news));
}

actors::description session::describe() const {
  actors::description d{"session", full_.str(), {}};
  d.add("phase", std::to_string(static_cast<int>(phase_)));
  if (transport_) {
    d.add("address", transport_->peer_address());
    d.add("tls", transport_->is_secure() ? transport_->tls().version : "none");
    d.add("unsent bytes", std::to_string(transport_->unsent()));
  }
  d.add("stanzas taken", std::to_string(taken_stanzas_));
  d.add("stanzas sent", std::to_string(sent_stanzas_));
  d.add("credit", std::to_string(credit_));
  d.add("bytes received", std::to_string(received_));
  return d;
}

} // namespace troupe::session
