// SPDX-License-Identifier: Apache-2.0
// Stream management, XEP-0198 1.6.2, at the stream. The user actor keeps what
// is not acknowledged, and knows what is committed.
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "actors/base/trace.hpp"
#include "actors/session/message_trace.hpp"
#include "actors/session/session.hpp"
#include "actors/session/stream_features.hpp"
#include "xml/namespaces.hpp"

namespace troupe::session {

using xml::condition;
using xml::element;
using xml::parse_step;

namespace {

/// How long a request of the client waits for the disk before it is answered
/// with what is committed so far.
constexpr std::chrono::milliseconds longest_wait{1'000};

std::optional<std::uint32_t> count_in(const element& tag) {
  auto text = tag.attr_or_empty("h");
  std::uint32_t value = 0;
  auto [end, failed]
      = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size() || text.empty())
    return {};
  return value;
}

bool is_true(std::string_view text) {
  return text == "true" || text == "1";
}

std::uint32_t seconds_in(const element& tag) {
  auto text = tag.attr_or_empty("max");
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

} // namespace

parse_step session::take_management(const element& tag) {
  if (tag.name() == "enable")
    return enable_management(tag);
  if (tag.name() == "resume")
    return resume_session(tag);
  if (!counters_.enabled) {
    refuse_management(condition::unexpected_request);
    return parse_step::proceed;
  }
  if (tag.name() == "a")
    return take_acknowledgement(tag);
  take_request();
  return parse_step::proceed;
}

void session::refuse_management(condition what) {
  element failed{"failed", ns::stream_management};
  failed.add(element{xml::name_of(what), xml::ns::stanza_errors});
  write(failed);
}

parse_step session::enable_management(const element& tag) {
  if (phase_ != phase::active) { // §3: only once a resource is bound
    refuse_management(condition::unexpected_request);
    return parse_step::proceed;
  }
  if (counters_.enabled) { // §3: at most one attempt
    fail(xml::stream_condition::policy_violation,
         "stream management is enabled already");
    return parse_step::stop;
  }
  counters_.received = counters_.wanted = 0;
  request(user_, caf::infinite,
          actors::manage_session{id_, is_true(tag.attr_or_empty("resume")),
                                 seconds_in(tag)})
      .then([this](const actors::session_managed& m) { management_enabled(m); },
            [this](const caf::error&) {
              fail(xml::stream_condition::internal_server_error);
            });
  return wait();
}

void session::management_enabled(const actors::session_managed& managed) {
  if (phase_ != phase::active)
    return;
  counters_.enabled = true;
  counters_.token = managed.token;
  element enabled{"enabled", ns::stream_management};
  if (!managed.token.empty())
    enabled.set("id", managed.token)
        .set("resume", "true")
        .set("max", std::to_string(managed.seconds));
  write(enabled);
  go_on();
}

// Resumption

parse_step session::resume_session(const element& tag) {
  auto count = count_in(tag);
  auto token = std::string{tag.attr_or_empty("previd")};
  if (phase_ != phase::binding || !count || token.empty()) {
    refuse_management(phase_ == phase::binding ? condition::bad_request
                                               : condition::unexpected_request);
    return parse_step::proceed;
  }
  window_ = config_->limits.session_credit;
  actors::resume_session question{account_,
                                  token,
                                  *count,
                                  actors::session_actor{this},
                                  transport_->peer_address(),
                                  transport_->is_secure(),
                                  window_};
  request(setup_->registry, caf::infinite, std::move(question))
      .then([this,
             token](const actors::session_resumed& r) { resumed(token, r); },
            [this](const caf::error&) {
              fail(xml::stream_condition::internal_server_error);
            });
  return wait();
}

void session::resumed(const std::string& token,
                      const actors::session_resumed& r) {
  if (phase_ == phase::closing) { // gone in the meantime: it stays detached
    if (!r.error)
      request(r.user, caf::infinite, actors::session_closed{r.id, {}, true})
          .then([](const actors::released&) {}, [](const caf::error&) {});
    return;
  }
  // The store fails, the session may be there: the client is to try again.
  if (r.error == xml::condition::resource_constraint)
    return fail(xml::stream_condition::resource_constraint,
                "the account cannot be read at the moment");
  if (r.error) { // §5: the client may bind a resource
    refuse_management(*r.error);
    return go_on();
  }
  counters_.enabled = true;
  counters_.token = token;
  counters_.received = counters_.confirmed = counters_.wanted = r.handled;
  counters_.sent = counters_.acknowledged = r.acknowledged;
  settle_bound(r.id, r.full, r.user);
  observe::count(observe::counter::sessions_resumed);
  spdlog::info("session.resumed account={} address={}", account_.str(),
               transport_->peer_address());
  element tag{"resumed", ns::stream_management};
  tag.set("previd", token).set("h", std::to_string(r.handled));
  write(tag);
  go_on();
}

// What the client sends

/// §4: answered with the count of what is committed. That takes a sync of the
/// disk; where it takes long the answer tells what is known, and another one
/// follows.
void session::take_request() {
  ++counters_.requests;
  counters_.wanted = counters_.received;
  if (counters_.confirmed == counters_.received)
    return acknowledge();
  confirm();
  time_request();
}

void session::time_request() {
  if (counters_.answers_then)
    return;
  counters_.answers_then = counters_.answers;
  start_timer(timer::acknowledge, longest_wait);
}

/// A request has waited for so long, or others have come and were answered.
void session::answer_in_time() {
  auto then = std::exchange(counters_.answers_then, {});
  if (phase_ != phase::active || counters_.requests == 0)
    return;
  if (then == counters_.answers)
    acknowledge();
  else
    time_request();
}

void session::confirm() {
  if (counters_.confirming || phase_ != phase::active)
    return;
  counters_.confirming = true;
  auto count = counters_.received;
  request(user_, caf::infinite, actors::confirm_handled{id_, count})
      .then(
          [this, count](const actors::handled_confirmed& c) {
            confirmed(count, c.durable);
          },
          [this, count](const caf::error&) { confirmed(count, false); });
}

void session::confirmed(std::uint32_t count, bool durable) {
  counters_.confirming = false;
  if (phase_ != phase::active)
    return;
  if (!durable) { // the store is full or failing: once more a little later
    if (!std::exchange(counters_.confirming_soon, true))
      start_timer(timer::confirm, longest_wait);
    return;
  }
  counters_.confirmed = count;
  acknowledge();
  // More may be confirmed than was asked about.
  if (static_cast<std::int32_t>(counters_.wanted - counters_.confirmed) > 0)
    confirm();
}

/// Tells the client what is committed: once, for all its requests up to here.
void session::acknowledge() {
  counters_.requests = 0;
  ++counters_.answers;
  write(fmt::format("<a xmlns='{}' h='{}'/>", ns::stream_management,
                    counters_.confirmed));
}

// What is sent to the client

parse_step session::take_acknowledgement(const element& tag) {
  auto count = count_in(tag);
  if (!count) {
    fail(xml::stream_condition::invalid_xml, "an <a/> has a number as 'h'");
    return parse_step::stop;
  }
  if (*count - counters_.acknowledged
      > counters_.sent - counters_.acknowledged) {
    refuse_count(*count);
    return parse_step::stop;
  }
  auto is_news = *count != counters_.acknowledged;
  counters_.acknowledged = *count;
  counters_.asked = false;
  if (is_news)
    send(user_, actors::acknowledged{id_, *count});
  if (counters_.acknowledged != counters_.sent)
    ask_for_acknowledgement();
  return parse_step::proceed;
}

/// §6: more than there was.
void session::refuse_count(std::uint32_t count) {
  element detail{"handled-count-too-high", ns::stream_management};
  detail.set("h", std::to_string(count))
      .set("send-count", std::to_string(counters_.sent));
  auto error = xml::to_element(xml::stream_error{
      xml::stream_condition::undefined_condition,
      fmt::format("you acknowledged {} stanzas, but {} were sent", count,
                  counters_.sent)});
  error.add(std::move(detail));
  resumable_ = false;
  write(error);
  end_stream(observe::stream_end::protocol);
}

void session::count_sent() {
  if (!counters_.enabled)
    return;
  ++counters_.sent;
  if (!counters_.asked)
    ask_for_acknowledgement();
}

/// One request is open at a time: the next follows the answer.
void session::ask_for_acknowledgement() {
  counters_.asked = true;
  ++counters_.asked_for;
  write(request_tag);
  time_answer();
}

void session::time_answer() {
  if (counters_.timed)
    return;
  counters_.timed = {counters_.asked_for, received_};
  start_timer(timer::answer, config_->limits.ping_timeout);
}

/// A peer that has left a request open for so long, and said nothing else, is
/// not there any more.
void session::check_answer() {
  auto then = std::exchange(counters_.timed, {});
  if (phase_ != phase::active || !counters_.asked || !then)
    return;
  auto is_silent
      = then->asked_for == counters_.asked_for && then->received == received_;
  if (is_silent && !waiting_ && !throttled_) {
    observe::count(observe::limit::idle_timeout);
    return lose("no answer to a request for acknowledgement",
                observe::stream_end::timeout);
  }
  time_answer();
}

/// Gives up the connection, not the session.
void session::lose(std::string_view why, observe::stream_end counted_as) {
  if (phase_ == phase::closing || !transport_)
    return;
  spdlog::debug("session.lost account={} address={} reason=\"{}\"",
                account_.str(), transport_->peer_address(), why);
  enter_closing(counted_as);
  leave_user();
  transport_->abort();
}

std::uint64_t session::trace_of(const xml::stanza& x) const {
  if (auto known = trace_by_origin(x, account_))
    return *known;
  // Without a token there is nothing to tell one stream's numbers from
  // another's.
  if (x.is_message() && !counters_.token.empty())
    return trace_by_number(counters_.token, counters_.received, x);
  return base::trace::next_id();
}

} // namespace troupe::session
