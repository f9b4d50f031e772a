// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "actors/user/presence.hpp"

namespace troupe::user {

using part::verdict;
using xml::presence_type;

namespace {

/// Rooms and strangers that one session may be present to.
constexpr std::size_t most_directed = 1000;

} // namespace

// RFC 6121 §4.6.3.
verdict presence::direct(const part::passage& p) {
  const auto& x = p.stanza;
  auto* s = context_.sessions().find(p.session);
  if (!s)
    return verdict::proceed;
  auto known = std::ranges::find(s->directed, x.to());
  auto is_known = known != s->directed.end();
  if (x.as_presence() == presence_type::unavailable) {
    if (is_known)
      s->directed.erase(known);
    return verdict::proceed;
  }
  // Case 1: a subscriber is told by broadcasts anyway.
  if (is_known || (s->available && sees_us(x.to())))
    return verdict::proceed;
  if (s->directed.size() >= most_directed)
    return refuse(x, xml::stanza_error::make(xml::condition::policy_violation,
                                             "present in too many places"));
  s->directed.push_back(x.to());
  return verdict::proceed;
}

// RFC 6121 §4.6.1: who has gone needs not be told when we go.
void presence::forget_directed(const xml::stanza& x) {
  for (auto& s : context_.sessions().all())
    if (x.to().is_bare() || x.to() == s.full)
      std::erase(s.directed, x.from());
}

} // namespace troupe::user
