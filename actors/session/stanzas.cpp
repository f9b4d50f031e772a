// SPDX-License-Identifier: Apache-2.0
// Stanzas of a bound session, both ways.
#include "actors/base/environment.hpp"
#include "actors/base/trace.hpp"
#include "actors/observe/arrival.hpp"
#include "actors/observe/events.hpp"
#include "actors/part/routing.hpp"
#include "actors/session/ingress.hpp"
#include "actors/session/session.hpp"
#include "xml/namespaces.hpp"

namespace troupe::session {

using xml::condition;
using xml::parse_step;
using xml::stanza_error;

namespace {

/// By the session itself: the user actor never sees it.
constexpr part::decision answered(std::string_view why) {
  return part::decision{part::outcome::noted, why}.called("answered");
}

} // namespace

parse_step session::on_element(xml::element tag) {
  switch (step_for(phase_, tag)) {
  case step::start_tls:
    return start_tls();
  case step::begin_sasl:
    return begin_sasl(tag);
  case step::continue_sasl:
    return continue_sasl(tag);
  case step::abort_sasl:
    return abort_sasl();
  case step::early_iq:
    return take_early_iq(std::move(tag));
  case step::bind:
    return bind(std::move(tag));
  case step::stanza:
    return take_stanza(std::move(tag));
  case step::management:
    return take_management(tag);
  case step::state:
    send(user_, actors::client_state_changed{id_, tag.name() == "active"});
    return parse_step::proceed;
  case step::not_allowed:
    fail(xml::stream_condition::not_authorized);
    return parse_step::stop;
  case step::unsupported:
    break;
  }
  fail(xml::stream_condition::unsupported_stanza_type);
  return parse_step::stop;
}

parse_step session::take_stanza(xml::element tag) {
  ++counters_.received;
  if (!may_be_from(tag, full_)) {
    fail(xml::stream_condition::invalid_from);
    return parse_step::stop;
  }
  tag.unset("from");
  auto read = xml::stanza::read(std::move(tag));
  if (!read) {
    // NOLINTNEXTLINE(bugprone-use-after-move): after an error it is untouched
    bounce_malformed(std::move(tag), read.error());
    return parse_step::proceed;
  }
  auto x = std::move(*read).with_from(full_);
  if (x.lang().empty() && !stream_lang_.empty() && !x.is_iq())
    x = std::move(x).with_lang(stream_lang_); // RFC 6120 §8.1.5
  x = observe::arrived(std::move(x).with_trace(trace_of(x)), this->id());
  const base::trace::scope within{x};
  ++taken_stanzas_;
  observe::count_stanza(observe::direction::in, x.kind());
  if (x.is_iq() && !is_well_formed(x)) {
    answer(x, stanza_error::make(condition::bad_request));
    return parse_step::proceed;
  }
  if (is_own_answer(x))
    return parse_step::proceed;
  if (is_legacy_session(x)) {
    observe::decided(full_, x, answered("there is a session already"));
    answer(xml::result_of(x));
    return parse_step::proceed;
  }
  send(user_, actors::outbound{id_, std::move(x), counters_.received});
  if (window_ != 0 && --credit_ == 0) {
    observe::count(observe::limit::session_credit);
    return wait(); // the user actor is behind: the socket waits
  }
  return parse_step::proceed;
}

/// An answer to a ping that this session made itself, not the user's.
bool session::is_own_answer(const xml::stanza& x) {
  const auto& to = x.to();
  auto is_ours = x.is_iq() && !ping_id_.empty() && x.id() == ping_id_
                 && (x.type() == "result" || x.is_error())
                 && (to.empty() || to == account_
                     || (to.is_domain() && to.domain() == full_.domain()));
  if (is_ours) {
    ping_id_.clear();
    observe::decided(full_, x, answered("what this session has asked itself"));
  }
  return is_ours;
}

/// A stanza whose `to` is no JID (RFC 6120 §8.3.3.8). What it is without its
/// addresses has a trace like any other.
void session::bounce_malformed(xml::element tag, const stanza_error& error) {
  tag.unset("to").unset("from");
  auto rest = xml::stanza::read(std::move(tag));
  if (!rest)
    return;
  auto x = std::move(*rest).with_from(full_).with_trace(base::trace::next_id());
  if (!full_.empty()) // before that nobody follows anything
    x = observe::arrived(std::move(x), this->id());
  const base::trace::scope within{x};
  answer(x, error);
}

void session::deliver(const actors::send_stanza& m) {
  if (phase_ != phase::active || !transport_) {
    if (!m.kept)
      give_back(m.stanza, stream_has_ended);
    return;
  }
  auto bound = config_->limits.unsent_bytes;
  if (bound != 0 && transport_->unsent() > bound)
    return hold_up(m);
  auto& text = scratch();
  m.stanza.write(text);
  write(text);
  observe::written(full_, m.stanza);
  ++sent_stanzas_;
  observe::count_stanza(observe::direction::out, m.stanza.kind());
  remember_unsent(m);
  count_sent();
}

/// Its reader is too slow.
void session::hold_up(const actors::send_stanza& m) {
  // That somebody is there is worth nothing to one who reads so late. With
  // stream management the client is to get all: what it has not got is kept,
  // and it may come back.
  if (!counters_.enabled && m.stanza.is_presence()
      && m.stanza.as_presence() == xml::presence_type::available) {
    observe::count(observe::limit::unsent_presence);
    return observe::decided(
        full_, m.stanza,
        {part::outcome::dropped, "its reader is too slow for presence"});
  }
  observe::count(observe::limit::unsent_stream);
  static constexpr std::string_view too_slow = "its reader is too slow";
  static constexpr auto why
      = "more is waiting than this server keeps for a slow reader";
  if (counters_.enabled || m.kept)
    observe::decided(full_, m.stanza, {part::outcome::held, too_slow});
  if (counters_.enabled)
    return lose(why, observe::stream_end::limit);
  // First the end: as long as there is this session, its account would say that
  // it has the message.
  fail(xml::stream_condition::resource_constraint, why);
  if (!m.kept)
    give_back(m.stanza, too_slow);
}

/// Until the kernel has it, a stanza may have to go back to the user actor, so
/// that a slow or dead reader costs none.
void session::remember_unsent(const actors::send_stanza& m) {
  forget_written();
  if (!m.kept && part::may_go_elsewhere(m.stanza))
    unsent_.push_back({written_, {m.stanza, base::recently()}});
}

/// Back to the user actor, which decides anew; that session has no number any
/// more. What is nothing to anybody else ends here.
void session::give_back(actors::returned_stanza x, std::string_view why) {
  const base::trace::scope within{x.stanza};
  if (!user_ || !part::may_go_elsewhere(x.stanza))
    return observe::decided(full_, x.stanza, {part::outcome::dropped, why});
  observe::decided(
      full_, x.stanza,
      part::decision{part::outcome::noted, why}.called("given back"));
  request(user_, caf::infinite, actors::session_closed{0, {std::move(x)}})
      .then([](const actors::released&) {}, [](const caf::error&) {});
}

caf::result<actors::written> session::report() {
  auto promise = make_response_promise<actors::written>();
  reports_.push_back(promise);
  settle_reports();
  // What was written in this turn leaves at its end: look again after that.
  if (!reports_.empty())
    start_timer(timer::written, std::chrono::milliseconds{1});
  return promise;
}

void session::take_credit(const actors::outbound_credit& m) {
  auto was_out = credit_ == 0;
  credit_ += m.count;
  if (was_out && phase_ == phase::active)
    go_on();
}

} // namespace troupe::session
