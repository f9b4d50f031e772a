// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/events.hpp"

#include <atomic>
#include <utility>

#include <caf/local_actor.hpp>
#include <spdlog/spdlog.h>

#include "actors/base/handling.hpp"
#include "actors/base/trace.hpp"
#include "actors/observe/arrival.hpp"
#include "actors/observe/counters.hpp"

namespace troupe::observe {

namespace {

namespace trace = base::trace;
using part::outcome;

std::atomic<std::uint32_t> slow_after{0};

trace::record record_of(const xml::jid& at, const xml::stanza& x,
                        const part::decision& d) {
  trace::record r;
  r.what = x.is_followed() ? trace::event::decided : trace::event::alone;
  r.why = trace::cause::error;
  r.outcome = static_cast<std::uint8_t>(d.how);
  r.at = trace::now();
  r.trace = x.trace();
  r.span = trace::here.trace == x.trace() ? trace::here.span : 0;
  r.decision = d.what;
  r.reason = d.reason;
  if (base::handling != nullptr) {
    r.to = base::handling->id();
    r.kind = base::handling->name();
  }
  r.name = at;
  r.resource = d.resource;
  r.stanza = x;
  return r;
}

/// A refusal is stated with its reason, and again with the error that is sent.
bool is_told_again(const xml::stanza& x, const part::decision& d) {
  thread_local std::uint64_t last = 0;
  if (d.how != outcome::refused) [[likely]]
    return false;
  return x.trace() != 0 && std::exchange(last, x.trace()) == x.trace();
}

} // namespace

void decided(const xml::jid& at, const xml::stanza& x, part::decision d) {
  if (!is_told_again(x, d))
    count_decision(d.how, x.kind());
  if (trace::is_built && (x.is_followed() || part::is_error(d.how)))
      [[unlikely]]
    trace::keep(record_of(at, x, d));
  auto log = spdlog::default_logger_raw();
  if (!log->should_log(spdlog::level::debug) || trace::is_diverted())
    return;
  // No body and no payload is logged: only who, what and why.
  log->debug("stanza.decided trace={:016x} at={} kind={} id={} from={} to={} "
             "what=\"{}\" reason=\"{}\"",
             x.trace(), at.str(), xml::name_of(x.kind()), x.id(),
             x.from().str(), x.to().str(), d.what, d.reason);
}

void call_slow_after(std::uint32_t milliseconds) {
  slow_after = milliseconds;
}

void written(const xml::jid& to, const xml::stanza& x) {
  const auto limit = slow_after.load(std::memory_order_relaxed);
  if (!trace::is_built || limit == 0 || x.arrived() == 0)
    return;
  // The clock wraps around; what is later than that is seen as early.
  const auto took = coarse_time() - x.arrived();
  if (took < limit || took > limit + 3'600'000U) [[likely]]
    return;
  auto r = record_of(
      to, x, {outcome::delivered, "later than tracing.slow_milliseconds"});
  r.why = trace::cause::slow;
  r.waited = std::int64_t{took} * 1'000'000;
  trace::keep(std::move(r));
}

} // namespace troupe::observe
