// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/assembler.hpp"

#include <algorithm>
#include <chrono>
#include <typeinfo>
#include <utility>

#include <boost/core/demangle.hpp>

namespace troupe::observe {

namespace {

using base::trace::cause;
using base::trace::event;
using base::trace::record;

/// The time of day of a moment of the steady clock, in microseconds.
std::int64_t day_time(std::int64_t steady) {
  using namespace std::chrono;
  const auto ago = nanoseconds{base::trace::now() - steady};
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()
                                     - ago)
      .count();
}

void name_actor(trace_record& t, std::uint64_t id, std::string_view kind,
                const std::string& name) {
  auto at = std::ranges::find(t.actors, id, &trace_record::actor::id);
  if (at == t.actors.end())
    at = t.actors.insert(at, {id, {}, {}});
  if (at->kind.empty())
    at->kind = kind;
  if (at->name.empty())
    at->name = name;
}

trace_record::verdict verdict_of(const record& r) {
  trace_record::verdict v;
  v.at = r.at;
  v.actor = r.to;
  v.span = r.span;
  v.name = r.name.str();
  v.how = static_cast<part::outcome>(r.outcome);
  v.what = r.decision;
  v.reason = r.reason;
  v.resource = r.resource;
  v.kind = xml::name_of(r.stanza.kind());
  v.id = cut(r.stanza.id());
  return v;
}

/// In order, with times since its start and spans counted from 1: as they were
/// they are too large for a JavaScript number.
void rebase(trace_record& t) {
  std::ranges::sort(t.hops, {}, &trace_record::hop::at);
  std::ranges::stable_sort(t.decisions, {}, &trace_record::verdict::at);
  std::unordered_map<std::uint64_t, std::uint64_t> spans;
  for (const auto& h : t.hops)
    spans.emplace(h.span, spans.size() + 1);
  const auto renumber = [&spans](std::uint64_t& span) {
    const auto known = spans.find(span);
    span = known != spans.end() ? known->second : 0;
  };
  for (auto& h : t.hops) {
    h.at -= t.start;
    renumber(h.span);
    renumber(h.parent);
  }
  for (auto& d : t.decisions) {
    d.at -= t.start;
    renumber(d.span);
  }
}

std::string name_of_message(const record& r) {
  return r.decision.empty() ? message_name(r.type) : std::string{r.decision};
}

} // namespace

std::string message_name(const caf::rtti_pair& type) {
  if (type.second == nullptr)
    return type.first != 0 ? "system message" : "empty";
  // Demangling costs microseconds, and there are some sixty types.
  thread_local std::unordered_map<const std::type_info*, std::string> known;
  auto& name = known[type.second];
  if (name.empty()) {
    name = boost::core::demangle(type.second->name());
    name.erase(0, name.rfind(':') + 1);
  }
  return name;
}

std::uint64_t assembler::take(record r, bool wants_payload) {
  if (r.what == event::alone) {
    take_alone(r);
    return 0;
  }
  auto* g = find(r);
  if (g == nullptr)
    return r.watches;
  g->last = base::trace::now();
  // Another thread's records may come before those of its cause.
  g->start(r.at - r.waited);
  g->end = std::max(g->end, r.at + r.took);
  switch (r.what) {
  case event::begun:
    return begin(*g, r, wants_payload);
  case event::decided:
    add_decision(*g, r);
    break;
  default:
    add_hop(*g, r);
  }
  return 0;
}

assembler::growing* assembler::find(const record& r) {
  auto known = open_.find(r.trace);
  if (known != open_.end())
    return &known->second;
  if (open_.size() >= most_open) {
    ++dropped_;
    return nullptr;
  }
  auto& g = open_[r.trace];
  g.made.id = r.trace;
  g.made.start = r.at;
  return &g;
}

std::uint64_t assembler::begin(growing& g, const record& r,
                               bool wants_payload) {
  // A client may send the same once more (session/message_trace.hpp).
  const auto again = g.made.watches & r.watches;
  g.has_begun = true;
  g.made.watches |= r.watches;
  if (g.made.stanza.kind.empty() || wants_payload)
    g.made.stanza = summary_of(r.stanza, wants_payload);
  name_actor(g.made, r.to, r.kind, r.name.str());
  return again;
}

void assembler::add_hop(growing& g, const record& r) {
  auto& t = g.made;
  const auto [known, is_new]
      = g.places.try_emplace(r.span, growing::place{t.hops.size(), false});
  auto& [index, is_over] = known->second;
  // Threads are read one after the other: it may be handled before it was sent.
  if (r.what == event::sent)
    g.waiting += is_new ? 1 : 0;
  else if (!std::exchange(is_over, true) && !is_new)
    --g.waiting;
  if (is_new && t.hops.size() >= most_hops) {
    ++t.dropped;
    index = most_hops;
  }
  if (index == most_hops)
    return;
  if (is_new)
    t.hops.push_back({r.span, r.parent, r.from, r.to, name_of_message(r), r.at,
                      0, 0, r.bytes, false, false});
  name_actor(t, r.to, r.kind, r.name.str());
  auto& hop = t.hops[index];
  if (r.what == event::handled) {
    hop.at = r.at - r.waited;
    hop.waited = r.waited;
    hop.took = r.took;
    hop.is_handled = true;
  } else if (r.what == event::lost) {
    hop.is_lost = true;
  }
}

void assembler::add_decision(growing& g, const record& r) {
  if (g.made.decisions.size() >= most_hops) {
    ++g.made.dropped;
    return;
  }
  g.made.decisions.push_back(verdict_of(r));
  if (g.made.stanza.kind.empty()) // it goes on after it was handed on
    g.made.stanza = summary_of(r.stanza, false);
  if (r.why == cause::slow
      || part::is_error(static_cast<part::outcome>(r.outcome)))
    g.made.why = r.why;
}

/// What is known of a stanza that nobody has followed: how it ended.
void assembler::take_alone(const record& r) {
  trace_record t;
  t.id = r.trace;
  t.why = r.why;
  t.start = r.at - r.waited;
  t.took = r.waited;
  t.begun = day_time(t.start);
  t.is_complete = true;
  t.stanza = summary_of(r.stanza, false);
  t.decisions.push_back(verdict_of(r));
  t.actors.push_back({r.to, r.kind, r.name.str()});
  rebase(t);
  then_(std::move(t));
}

void assembler::hand_on(growing& g) {
  g.made.is_complete = g.waiting == 0;
  g.made.took = g.end - g.made.start;
  g.made.begun = day_time(g.made.start);
  rebase(g.made);
  then_(std::move(g.made));
}

void assembler::settle(std::int64_t now, bool all) {
  for (auto at = open_.begin(); at != open_.end();) {
    auto& g = at->second;
    const bool is_quiet = g.waiting == 0 && now - g.last >= quiet_time;
    if (!all && !is_quiet && now - g.made.start < longest) {
      ++at;
      continue;
    }
    // Of what goes on after it was handed on only decisions are of interest.
    if (g.has_begun || !g.made.decisions.empty())
      hand_on(g);
    at = open_.erase(at);
  }
}

} // namespace troupe::observe
