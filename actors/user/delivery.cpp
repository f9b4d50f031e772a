// SPDX-License-Identifier: Apache-2.0
#include "actors/user/delivery.hpp"

#include "actors/part/routing.hpp"

namespace troupe::user {

using part::direction;
using part::stage;
using part::verdict;
using xml::stanza_kind;

namespace {

auto resources_of(const part::session_table& sessions) {
  boost::container::small_vector<part::resource, part::usual_resources> result;
  for (const auto& s : sessions.all())
    result.push_back({s.full.resource(), s.priority, s.available});
  return result;
}

} // namespace

part::card delivery::about() {
  return {.name = "delivery", .title = "Message routing, RFC 6121 §8.5"};
}

void delivery::declare(part::user_declaration<delivery>& d) {
  d.join<&delivery::message>(direction::incoming, stanza_kind::message,
                             stage::deliver);
  d.join<&delivery::iq>(direction::incoming, stanza_kind::iq, stage::deliver);
}

verdict delivery::message(part::passage& p) {
  if (p.queued)
    return verdict::proceed;
  const auto& x = p.stanza;
  auto resources = resources_of(context_.sessions());
  auto route = part::route_message(x.as_message(), x.to().resource(), resources,
                                   context_.account_exists());
  if (!route.targets.empty()) {
    const auto& all = context_.sessions().all();
    for (auto place : route.targets) {
      context_.send(all[place], x);
      p.delivered_to.push_back(all[place].id);
    }
    tell(x, route);
    return verdict::proceed;
  }
  p.bounce = route.bounce;
  p.may_be_kept = route.store;
  if (p.bounce) {
    if (!p.may_be_kept)
      context_.note(x, {part::outcome::refused, route.reason});
    return verdict::proceed;
  }
  context_.note(x, {part::outcome::dropped, route.reason});
  return verdict::done;
}

/// Each resource that it goes to.
void delivery::tell(const xml::stanza& x, const part::message_route& route) {
  const part::decision d{part::outcome::delivered, route.reason};
  for (auto place : route.targets)
    context_.note(x, d.at(context_.sessions().all()[place].full.str()));
}

// RFC 6121 §8.5.3.1 and §8.5.3.2.3: the resource that it is for, or
// `service-unavailable` for a request.
verdict delivery::iq(part::passage& p) {
  const auto& x = p.stanza;
  if (x.to().is_bare())
    return verdict::proceed;
  if (auto* to = context_.sessions().find(x.to().resource())) {
    context_.send(*to, x);
    context_.note(x, {part::outcome::delivered, "the resource that it is for"});
    return verdict::done;
  }
  auto answered
      = x.as_iq() != xml::iq_type::result && x.as_iq() != xml::iq_type::error;
  context_.note(x, {answered ? part::outcome::refused : part::outcome::dropped,
                    "no such resource"});
  if (answered)
    context_.reject(x, xml::condition::service_unavailable);
  return verdict::done;
}

} // namespace troupe::user
