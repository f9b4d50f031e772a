// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/kept_traces.hpp"

#include <algorithm>

namespace troupe::observe {

void kept_traces::bound(std::size_t traces, std::size_t bytes) {
  most_ = traces;
  most_bytes_ = bytes;
  shrink();
}

void kept_traces::add(shared_trace t) {
  bytes_ += t->footprint();
  all_.push_back(std::move(t));
  shrink();
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
