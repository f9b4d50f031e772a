// SPDX-License-Identifier: Apache-2.0
#include "actors/part/dispatch.hpp"

namespace troupe::part {

namespace {

/// The payload of a well-formed request, else null after an error answer.
const xml::element* payload_of(context& context, const xml::stanza& iq) {
  const xml::element* payload = nullptr;
  std::size_t count = 0;
  for (const auto& n : iq.nodes())
    if (!n.is_text && ++count == 1)
      payload = &n.tag;
  if (iq.as_iq() == xml::iq_type::invalid) {
    // RFC 6120 §8.2.3 rule 2; an error answer is no reason for another one.
    context.reject(iq, xml::condition::bad_request, "unknown type of IQ");
    return nullptr;
  }
  // Rule 5: exactly one child element.
  if (count != 1) {
    context.reject(iq, xml::condition::bad_request,
                   "an IQ get or set has exactly one payload");
    return nullptr;
  }
  return payload;
}

bool is_answer(const xml::stanza& iq) {
  return iq.as_iq() == xml::iq_type::result
         || iq.as_iq() == xml::iq_type::error;
}

constexpr decision unasked{outcome::dropped, "an answer to nothing asked"};

bool is_owner(const user_context& context, const xml::stanza& iq) {
  return !iq.from().empty()
         && iq.from().bare_view() == context.self().bare_view();
}

bool is_for_parts(const user_context& context, const xml::stanza& x) {
  return x.is_iq() && (x.to().empty() || x.to() == context.self());
}

/// An IQ for the parts: the check stage, then its route.
void take_iq(const user_catalogue& routes, const user_parts& parts,
             user_context& context, passage& p) {
  if (run_stage(routes, parts, p, stage::check) == verdict::proceed)
    dispatch_iq(routes, parts, context, p.stanza);
}

session_record* available(user_context& context, std::uint64_t session) {
  auto* s = context.sessions().find(session);
  return s && s->available ? s : nullptr;
}

/// All stages; before it is delivered, initial presence is announced.
verdict send_through(const user_catalogue& routes, const user_parts& parts,
                     user_context& context, passage& p) {
  auto was_available = available(context, p.session) != nullptr;
  for (std::size_t i = 0; i < stage_count; ++i) {
    auto where = static_cast<stage>(i);
    if (where == stage::deliver && !was_available)
      for (const auto& part : parts)
        if (auto* s = available(context, p.session))
          part->session_available(*s);
    if (run_stage(routes, parts, p, where) == verdict::done)
      return verdict::done;
  }
  return verdict::proceed;
}

} // namespace

verdict run_stage(const user_catalogue& routes, const user_parts& parts,
                  passage& p, stage where) {
  for (const auto& route : routes.at(p.way, p.stanza.kind(), where))
    if (route.call(*parts[route.part], p) == verdict::done)
      return verdict::done;
  return verdict::proceed;
}

verdict run_stages(const user_catalogue& routes, const user_parts& parts,
                   passage& p) {
  for (std::size_t i = 0; i < stage_count; ++i)
    if (run_stage(routes, parts, p, static_cast<stage>(i)) == verdict::done)
      return verdict::done;
  return verdict::proceed;
}

void dispatch_iq(const user_catalogue& routes, const user_parts& parts,
                 user_context& context, const xml::stanza& iq) {
  if (is_answer(iq))
    return context.note(iq, unasked);
  const auto* payload = payload_of(context, iq);
  if (!payload)
    return;
  const auto* route = routes.find(iq.as_iq(), *payload);
  auto refused = !route || !context.account_exists()
                 || (route->from == who::owner && !is_owner(context, iq));
  if (refused)
    return context.reject(iq, xml::condition::service_unavailable);
  route->call(*parts[route->part], {iq, *payload});
}

void dispatch_iq(const host_catalogue& routes, const host_parts& parts,
                 host_context& context, const xml::stanza& iq) {
  if (is_answer(iq))
    return context.note(iq, unasked);
  const auto* payload = payload_of(context, iq);
  if (!payload)
    return;
  const auto* route = routes.find(iq.as_iq(), *payload);
  if (!route)
    return context.reject(iq, xml::condition::service_unavailable);
  route->call(*parts[route->part], {iq, *payload});
}

void take_outgoing(const user_catalogue& routes, const user_parts& parts,
                   user_context& context, passage p) {
  p.way = direction::outgoing;
  if (is_for_parts(context, p.stanza))
    return take_iq(routes, parts, context, p);
  if (p.stanza.is_message() && p.stanza.to().empty())
    p.stanza = p.stanza.with_to(context.self());
  if (send_through(routes, parts, context, p) == verdict::proceed)
    context.route(std::move(p.stanza));
}

void take_incoming(const user_catalogue& routes, const user_parts& parts,
                   user_context& context, passage p) {
  p.way = direction::incoming;
  if (is_for_parts(context, p.stanza))
    return take_iq(routes, parts, context, p);
  if (run_stages(routes, parts, p) == verdict::proceed && p.bounce)
    context.reject(p.stanza, *p.bounce);
}

} // namespace troupe::part
