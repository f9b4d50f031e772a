// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/kept_traces.hpp"

#include <algorithm>
#include <cstdlib>
#include <span>
#include <utility>

namespace troupe::observe {

namespace {

/// Times of `t` are told from that moment on.
void begin_at(trace_record& t, std::int64_t start) {
  const auto later = t.start - start;
  if (later == 0)
    return;
  for (auto& h : t.hops)
    h.at += later;
  for (auto& d : t.decisions)
    d.at += later;
  t.begun -= later / 1'000;
  t.took += later;
  t.start = start;
}

/// The actor of `from` that has that id, unless it is known.
void add_actor(trace_record& to, const trace_record& from, std::uint64_t id) {
  constexpr auto by_id = &trace_record::actor::id;
  const auto one = std::ranges::find(from.actors, id, by_id);
  if (one != from.actors.end()
      && std::ranges::find(to.actors, id, by_id) == to.actors.end())
    to.actors.push_back(*one);
}

/// Those of `rest` that there is room for, with their actors; of others their
/// number. False: there is room for none.
bool add_decisions(trace_record& all, const trace_record& rest) {
  constexpr auto most = kept_traces::most_joined;
  const auto room = most - std::min(most, all.decisions.size());
  const std::span taken{rest.decisions.data(),
                        std::min(room, rest.decisions.size())};
  all.dropped += rest.decisions.size() - taken.size();
  for (const auto& d : taken) {
    add_actor(all, rest, d.actor);
    all.decisions.push_back(d);
    all.decisions.back().at += rest.start - all.start;
  }
  if (!taken.empty())
    std::ranges::stable_sort(all.decisions, {}, &trace_record::verdict::at);
  return !taken.empty();
}

/// What was decided beside it. False: it takes no more memory now. @pre `rest`
/// has no hops
bool take_in(trace_record& all, const trace_record& rest) {
  begin_at(all, std::min(all.start, rest.start));
  all.took = std::max(all.took, rest.took + rest.start - all.start);
  if (rest.why == base::trace::cause::error)
    all.why = rest.why;
  all.is_complete = all.is_complete && rest.is_complete;
  all.watches |= rest.watches;
  all.dropped += rest.dropped;
  return add_decisions(all, rest);
}

} // namespace

shared_trace kept_traces::entry::shown() const {
  return grown ? std::make_shared<const trace_record>(*grown) : came;
}

/// A burst may have thousands of records with one trace: once it is full, one
/// more costs next to nothing.
void kept_traces::entry::join(const trace_record& t) {
  if (!grown)
    grown = std::make_unique<trace_record>(*std::exchange(came, nullptr));
  bool is_larger = !t.hops.empty();
  if (is_larger) // the way itself, after what was decided beside it
    take_in(*grown, std::exchange(*grown, t));
  else
    is_larger = take_in(*grown, t);
  if (is_larger)
    bytes = grown->footprint();
}

void kept_traces::bound(std::size_t traces, std::size_t bytes) {
  most_ = traces;
  most_bytes_ = bytes;
  shrink();
}

void kept_traces::add(shared_trace t) {
  if (auto* earlier = earlier_part(*t)) {
    bytes_ -= earlier->bytes;
    earlier->join(*t);
    bytes_ += earlier->bytes;
  } else {
    const auto bytes = t->footprint();
    bytes_ += bytes;
    all_.push_back({std::move(t), nullptr, bytes});
  }
  shrink();
}

/// Null: nothing of that trace was kept a moment ago, or both have hops, whose
/// numbers would be the same.
kept_traces::entry* kept_traces::earlier_part(const trace_record& t) {
  const auto looked_at = std::min(all_.size(), most_looked_at);
  const auto end = all_.rbegin() + static_cast<std::ptrdiff_t>(looked_at);
  const auto found = std::find_if(all_.rbegin(), end, [&t](const entry& e) {
    const auto& x = e.is();
    return x.id == t.id && std::abs(x.start - t.start) <= same_time
           && (x.hops.empty() || t.hops.empty());
  });
  return t.id != 0 && found != end ? &*found : nullptr;
}

void kept_traces::shrink() {
  while (!all_.empty() && (all_.size() > most_ || bytes_ > most_bytes_)) {
    bytes_ -= all_.front().bytes;
    all_.pop_front();
  }
}

std::vector<shared_trace> kept_traces::last(std::size_t limit,
                                            const filter& f) const {
  std::vector<shared_trace> found;
  for (auto at = all_.rbegin(); at != all_.rend() && found.size() < limit; ++at)
    if (matches(f, at->is().stanza))
      found.push_back(at->shown());
  return found;
}

shared_trace kept_traces::find(std::uint64_t id) const {
  const auto found
      = std::find_if(all_.rbegin(), all_.rend(),
                     [id](const entry& e) { return e.is().id == id; });
  return found != all_.rend() ? found->shown() : nullptr;
}

bool matches(const filter& f, const trace_record::summary& x) {
  if ((f.kind && xml::name_of(*f.kind) != x.kind)
      || (!f.id.empty() && cut(f.id) != x.id))
    return false;
  const auto has_ns
      = [ns = ' ' + std::string{cut(f.ns)}](const std::string& child) {
          return child.ends_with(ns);
        };
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
