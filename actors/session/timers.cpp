// SPDX-License-Identifier: Apache-2.0
// What a session does as time passes: deadlines, keep-alive and rate limit.
#include <algorithm>

#include <caf/actor_clock.hpp>
#include <caf/actor_system.hpp>

#include "actors/session/session.hpp"
#include "actors/session/stream_features.hpp"

namespace troupe::session {

using std::chrono::milliseconds;

namespace {

/// A stream that says nothing for so long needs no parser for a while.
constexpr milliseconds quiet_time{5'000};
/// The same behind the login: most have said then all that they will for long.
constexpr milliseconds first_quiet_time{1'000};

} // namespace

void session::start_timer(timer which, milliseconds delay) {
  if (delay.count() <= 0)
    return; // a limit of 0 is switched off
  delayed_send(
      this, delay,
      actors::session_tick{static_cast<std::uint32_t>(which), generation_});
}

void session::tick(const actors::session_tick& m) {
  switch (static_cast<timer>(m.kind)) {
  case timer::login:
    check_login();
    break;
  case timer::idle:
    check_idleness();
    break;
  case timer::ping:
    check_ping();
    break;
  case timer::resume:
    throttled_ = false;
    if (!waiting_)
      go_on();
    break;
  case timer::written:
    settle_reports();      // or `on_drained` does
    if (!reports_.empty()) // this turn has not been flushed either
      start_timer(timer::written, milliseconds{1});
    break;
  case timer::acknowledge:
    answer_in_time();
    break;
  case timer::answer:
    check_answer();
    break;
  case timer::confirm:
    counters_.confirming_soon = false;
    if (counters_.wanted != counters_.confirmed)
      confirm();
    break;
  case timer::gone:
    quit();
    break;
  case timer::quiet:
    check_quiet();
    break;
  }
}

void session::check_login() {
  if (phase_ == phase::active || phase_ == phase::closing)
    return;
  observe::count(observe::limit::login_timeout);
  fail(xml::stream_condition::connection_timeout,
       "not logged in within the time there is for it");
}

void session::watch_for_quiet() {
  if (seen_while_busy_ || phase_ == phase::closing)
    return;
  seen_while_busy_ = received_;
  start_timer(timer::quiet, is_settled_ ? quiet_time : first_quiet_time);
}

/// Most sessions are idle most of the time, and a live parser is the largest
/// thing that they have. Once it has nothing to do it goes; so do buffers.
void session::check_quiet() {
  const auto seen = std::exchange(seen_while_busy_, std::nullopt);
  if (phase_ == phase::closing)
    return;
  if (seen != received_)
    return watch_for_quiet();
  is_settled_ = true;
  parser_.release(); // unless it is within a stanza
  if (transport_)
    forget_written();
  unsent_.shrink();
}

/// Nothing came for a while: asks whether the peer is still there (XEP-0199
/// §4.2), since a dead connection may stay open for hours.
void session::check_idleness() {
  if (phase_ != phase::active)
    return;
  // A socket that is not read says nothing about its peer.
  if (received_ != seen_at_check_ || waiting_ || throttled_) {
    seen_at_check_ = received_;
    return start_timer(timer::idle, config_->limits.idle_timeout);
  }
  start_timer(timer::ping, config_->limits.ping_timeout);
  if (counters_.enabled) // any answer shows that the peer is there
    return write(request_tag);
  ping_id_ = random_id();
  xml::stanza ping{xml::stanza_kind::iq, "get", ping_id_};
  auto domain = xml::jid::make({}, full_.domain());
  auto& text = scratch();
  ping.with(xml::element{"ping", "urn:xmpp:ping"})
      .with_from(*domain)
      .with_to(full_)
      .write(text);
  write(text);
}

void session::check_ping() {
  if (phase_ != phase::active)
    return;
  if (received_ == seen_at_check_ && !waiting_ && !throttled_) {
    observe::count(observe::limit::idle_timeout);
    return counters_.enabled
               ? lose("no answer to a request for acknowledgement",
                      observe::stream_end::timeout)
               : fail(xml::stream_condition::connection_timeout,
                      "no answer to a ping");
  }
  seen_at_check_ = received_;
  start_timer(timer::idle, config_->limits.idle_timeout);
}

/// A token bucket of two seconds' worth: who sends more waits, unread.
void session::throttle(std::size_t bytes) {
  auto rate = static_cast<double>(config_->limits.bytes_per_second);
  if (rate <= 0)
    return;
  allowance_ -= static_cast<double>(bytes);
  if (allowance_ > 0)
    return;
  auto now = home_system().clock().now();
  std::chrono::duration<double> passed = now - allowance_at_;
  allowance_ = std::min(allowance_ + passed.count() * rate, rate * 2);
  allowance_at_ = now;
  if (allowance_ > 0 || throttled_)
    return;
  throttled_ = true;
  observe::count(observe::limit::bytes_per_second);
  transport_->pause_reading();
  auto wait = static_cast<std::int64_t>(-allowance_ / rate * 1000) + 1;
  start_timer(timer::resume, milliseconds{wait});
}

} // namespace troupe::session
