// SPDX-License-Identifier: Apache-2.0
#include "actors/user/carbons.hpp"

#include <algorithm>
#include <functional>

#include "actors/part/stanza_id.hpp"
#include "actors/user/carbon_rules.hpp"
#include "actors/user/visibility.hpp"

namespace troupe::user {

using part::direction;
using part::stage;
using part::verdict;
using xml::stanza_kind;

namespace {

constexpr std::size_t remembered = 64;

/// An error comes from the bare or a full JID of whom the message was for.
std::uint64_t exchange_of(const xml::stanza& x, direction way) {
  const auto& peer = way == direction::incoming ? x.from() : x.to();
  auto key = std::string{peer.bare_view()};
  key.append(1, '\n').append(x.id());
  return std::hash<std::string>{}(key);
}

} // namespace

part::card carbons::about() {
  return {.name = "carbons",
          .title = "Message Carbons",
          .xep = "0280",
          .version = "1.0.1",
          .server_features
          = {std::string{ns::carbons}, "urn:xmpp:carbons:rules:0"}};
}

void carbons::declare(part::user_declaration<carbons>& d) {
  d.iq<&carbons::enable>(xml::iq_type::set, "enable", ns::carbons);
  d.iq<&carbons::disable>(xml::iq_type::set, "disable", ns::carbons);
  d.join<&carbons::drop_returned>(direction::incoming, stanza_kind::message,
                                  stage::check);
  for (auto way : {direction::incoming, direction::outgoing})
    d.join<&carbons::copy>(way, stanza_kind::message, stage::copy);
}

std::vector<std::pair<std::string, std::string>> carbons::describe() const {
  auto count = std::ranges::count_if(context_.sessions().all(),
                                     &part::session_record::carbons);
  return {{"enabled", std::to_string(count)}};
}

void carbons::enable(const part::iq_request& request) {
  answer(request, true);
}

void carbons::disable(const part::iq_request& request) {
  answer(request, false);
}

// §10.1: to ask for it twice is no error.
void carbons::answer(const part::iq_request& request, bool enabled) {
  auto* s = context_.sessions().find(request.iq.from().resource());
  if (s == nullptr)
    return context_.reject(request.iq, xml::condition::not_allowed);
  s->carbons = enabled;
  context_.reply(request.iq);
}

// A copy is for one device. If that has gone without it there is no other to
// take it, and nothing to be stored: the message itself is where it belongs.
verdict carbons::drop_returned(part::passage& p) {
  if (!is_own_carbon(p.stanza, context_.self()))
    return verdict::proceed;
  context_.note(p.stanza,
                {part::outcome::dropped, "a copy for a device that has gone"});
  return verdict::done;
}

verdict carbons::copy(part::passage& p) {
  if (!is_copied(p) || !is_known_exchange(p))
    return verdict::proceed;
  // What goes out has no id of the own archive; the other devices get to know
  // it by the copy (XEP-0359 §3.1).
  auto x = p.way == direction::outgoing && p.archived
               ? part::with_stanza_id(p.stanza, context_.self())
               : p.stanza;
  for (const auto& s : context_.sessions().all())
    if (is_for(s, p)) {
      context_.note(x, part::decision{part::outcome::copied,
                                      "this device has asked for copies"}
                           .at(s.full.str()));
      context_.send(s, carbon_of(x, p.way, context_.self(), s.full));
    }
  return verdict::proceed;
}

bool carbons::is_copied(const part::passage& p) const {
  const auto& x = p.stanza;
  auto nobody = std::ranges::none_of(context_.sessions().all(),
                                     &part::session_record::carbons);
  // What is for the account itself is copied when it comes in.
  auto comes_in = p.way == direction::outgoing && is_own(context_, x.to());
  auto is_refused = p.bounce && !p.may_be_kept;
  return !nobody && !comes_in && !is_refused && !p.returned
         && is_eligible_for_carbons(x, p.way);
}

/// §6.1: an error has to answer what was eligible. Anything else is, and may
/// be answered.
bool carbons::is_known_exchange(const part::passage& p) {
  const auto& x = p.stanza;
  if (x.id().empty())
    return !x.is_error();
  auto exchange = exchange_of(x, p.way);
  if (x.is_error())
    return std::ranges::count(eligible_, exchange) > 0;
  remember(exchange);
  return true;
}

bool carbons::is_for(const part::session_record& s,
                     const part::passage& p) const {
  if (!s.carbons || s.id == p.session || s.full == p.stanza.from()
      || std::ranges::count(p.delivered_to, s.id) > 0)
    return false;
  // What nobody takes now goes, with the next presence, to a resource that
  // takes messages: a copy goes only to those that are none (§7).
  auto is_kept = p.way == direction::incoming && p.delivered_to.empty();
  return !is_kept || (s.available && s.priority < 0);
}

void carbons::remember(std::uint64_t exchange) {
  if (eligible_.size() < remembered)
    return eligible_.push_back(exchange);
  eligible_[next_] = exchange;
  next_ = (next_ + 1) % remembered;
}

} // namespace troupe::user
