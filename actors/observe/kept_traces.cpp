// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/kept_traces.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace troupe::observe {

namespace {

/// Times of `t` are told from that moment on.
void begin_at(trace_record& t, std::int64_t start) {
  const auto later = t.start - start;
  for (auto& h : t.hops)
    h.at += later;
  for (auto& d : t.decisions)
    d.at += later;
  t.begun -= later / 1'000;
  t.took += later;
  t.start = start;
}

/// Both as one. @pre one of them has no hops
shared_trace joined(const trace_record& first, const trace_record& second) {
  const bool is_first_whole = second.hops.empty();
  auto all = is_first_whole ? first : second;
  auto rest = is_first_whole ? second : first;
  const auto start = std::min(all.start, rest.start);
  begin_at(all, start);
  begin_at(rest, start);
  all.took = std::max(all.took, rest.took);
  if (rest.why == base::trace::cause::error)
    all.why = rest.why;
  all.is_complete = all.is_complete && rest.is_complete;
  all.watches |= rest.watches;
  all.dropped += rest.dropped;
  for (auto& d : rest.decisions)
    if (all.decisions.size() < kept_traces::most_joined)
      all.decisions.push_back(std::move(d));
    else
      ++all.dropped;
  std::ranges::stable_sort(all.decisions, {}, &trace_record::verdict::at);
  for (auto& a : rest.actors)
    if (std::ranges::find(all.actors, a.id, &trace_record::actor::id)
        == all.actors.end())
      all.actors.push_back(std::move(a));
  return std::make_shared<const trace_record>(std::move(all));
}

} // namespace

void kept_traces::bound(std::size_t traces, std::size_t bytes) {
  most_ = traces;
  most_bytes_ = bytes;
  shrink();
}

void kept_traces::add(shared_trace t) {
  if (auto* earlier = earlier_part(*t)) {
    bytes_ -= (*earlier)->footprint();
    *earlier = joined(**earlier, *t);
    bytes_ += (*earlier)->footprint();
  } else {
    bytes_ += t->footprint();
    all_.push_back(std::move(t));
  }
  shrink();
}

/// Null: nothing of that trace was kept a moment ago, or both have hops, whose
/// numbers would be the same.
shared_trace* kept_traces::earlier_part(const trace_record& t) {
  const auto looked_at = std::min(all_.size(), most_looked_at);
  const auto end = all_.rbegin() + static_cast<std::ptrdiff_t>(looked_at);
  const auto found
      = std::find_if(all_.rbegin(), end, [&t](const shared_trace& x) {
          return x->id == t.id && std::abs(x->start - t.start) <= same_time
                 && (x->hops.empty() || t.hops.empty());
        });
  return t.id != 0 && found != end ? &*found : nullptr;
}

void kept_traces::shrink() {
  while (!all_.empty() && (all_.size() > most_ || bytes_ > most_bytes_)) {
    bytes_ -= all_.front()->footprint();
    all_.pop_front();
  }
}

std::vector<shared_trace> kept_traces::last(std::size_t limit,
                                            const filter& f) const {
  std::vector<shared_trace> found;
  for (auto at = all_.rbegin(); at != all_.rend() && found.size() < limit; ++at)
    if (matches(f, (*at)->stanza))
      found.push_back(*at);
  return found;
}

shared_trace kept_traces::find(std::uint64_t id) const {
  const auto found
      = std::find_if(all_.rbegin(), all_.rend(),
                     [id](const shared_trace& t) { return t->id == id; });
  return found != all_.rend() ? *found : nullptr;
}

bool matches(const filter& f, const trace_record::summary& x) {
  if ((f.kind && xml::name_of(*f.kind) != x.kind)
      || (!f.id.empty() && f.id != x.id))
    return false;
  const auto has_ns
      = [&f](const std::string& child) { return child.ends_with(' ' + f.ns); };
  if (!f.ns.empty() && std::ranges::none_of(x.children, has_ns))
    return false;
  if (!f.jid && !f.from && !f.to)
    return true;
  xml::stanza known{xml::stanza_kind::message};
  if (auto from = xml::jid::parse(x.from))
    known = std::move(known).with_from(*from);
  if (auto to = xml::jid::parse(x.to))
    known = std::move(known).with_to(*to);
  filter addresses;
  addresses.jid = f.jid;
  addresses.from = f.from;
  addresses.to = f.to;
  return matches(addresses, known);
}

} // namespace troupe::observe
