// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "actors/part/timestamp.hpp"
#include "actors/user/presence.hpp"
#include "xml/namespaces.hpp"

namespace troupe::user {

using xml::presence_type;
using xml::stanza_kind;

namespace {

constexpr part::decision answered(std::string_view why) {
  return part::decision{part::outcome::delivered, why}.called("answered");
}

/// An answer that gives the probe's id back (RFC 6121 §4.3.2.1).
xml::stanza answer_to(const xml::stanza& probe, presence_type type,
                      const xml::jid& from) {
  return xml::stanza{stanza_kind::presence, xml::name_of(type), probe.id()}
      .with_from(from)
      .with_to(probe.from())
      .with_trace_of(probe);
}

} // namespace

// RFC 6121 §4.3.1. A request that has no answer yet is repeated, in case that
// it was lost (§3.1.2).
void presence::probe_contacts() {
  for (const auto& c : contacts().contacts().all()) {
    if (!c.state.to && !c.state.pending_out)
      continue;
    auto who = c.address();
    if (is_hidden_(who))
      continue;
    if (c.state.to)
      send_subscription(presence_type::probe, who, "probe");
    if (c.state.pending_out)
      send_subscription(presence_type::subscribe, who, "again");
  }
}

// RFC 6121 §4.3.2 rule 1: from the bare JID, lest a resource is given away.
xml::stanza presence::not_subscribed(const xml::stanza& x) const {
  return answer_to(x, presence_type::unsubscribed, context_.self());
}

void presence::answer_probe(const xml::stanza& x) {
  if (const auto& missing = contacts().missing()) {
    context_.reject(x, *missing);
    return;
  }
  if (!sees_us(x.from())) {
    if (answer_by_directed(x))
      return context_.note(x, answered("its sender got directed presence"));
    context_.note(x, answered("its sender is no subscriber"));
    return context_.route(not_subscribed(x));
  }
  if (!x.to().is_bare())
    return answer_full_probe(x);
  if (context_.sessions().any_available()) {
    context_.note(x, answered("all available resources are shown"));
    return show_to(x.from()); // rule 4, with the original ids
  }
  // Rule 3.
  context_.note(x, answered("no resource is available"));
  auto answer = answer_to(x, presence_type::unavailable, context_.self());
  if (last_seen_)
    answer = answer.with(xml::element("delay", xml::ns::delay)
                             .with("from", context_.self().str())
                             .with("stamp", part::timestamp(*last_seen_)));
  context_.route(std::move(answer));
}

// RFC 6121 §4.3.2, last rule: only whether that resource is available.
void presence::answer_full_probe(const xml::stanza& x) {
  const auto* s = context_.sessions().find(x.to().resource());
  auto type = s && s->available ? presence_type::available
                                : presence_type::unavailable;
  context_.note(x, answered("whether that resource is available"));
  context_.route(answer_to(x, type, x.to()));
}

// RFC 6121 §4.6.6: who got directed presence from a resource may know whether
// it is still there.
bool presence::answer_by_directed(const xml::stanza& x) {
  bool found = false;
  for (const auto& s : context_.sessions().all()) {
    if (!x.to().is_bare() && x.to() != s.full)
      continue;
    if (std::ranges::find(s.directed, x.from()) == s.directed.end())
      continue;
    found = true;
    context_.route(answer_to(x, presence_type::available, s.full));
  }
  return found;
}

} // namespace troupe::user
