// SPDX-License-Identifier: Apache-2.0
#include "actors/user/presence.hpp"

#include <charconv>
#include <utility>

#include "actors/base/trace.hpp"
#include "xml/namespaces.hpp"

namespace troupe::user {

using part::direction;
using part::stage;
using part::verdict;
using xml::condition;
using xml::presence_type;
using xml::stanza_error;
using xml::stanza_kind;

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  auto first = text.find_first_not_of(space);
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

/// RFC 6121 §4.7.2.3: one integer from -128 to 127, 0 where there is none.
/// Nothing where it is not that.
std::optional<std::int8_t> priority_of(const xml::stanza& x) {
  const xml::element* found = nullptr;
  for (const auto& n : x.nodes()) {
    if (n.is_text || !n.tag.is("priority", xml::ns::client))
      continue;
    if (found)
      return {};
    found = &n.tag;
  }
  if (!found)
    return std::int8_t{0};
  auto content = found->text();
  auto text = trimmed(content);
  if (text.starts_with('+') && !text.starts_with("+-"))
    text.remove_prefix(1);
  std::int8_t value = 0;
  const auto* end = text.data() + text.size();
  auto [last, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || last != end)
    return {};
  return value;
}

/// What the server says for a session that went without a word.
xml::stanza without_reason(const part::session_record& s) {
  return xml::stanza{stanza_kind::presence, "unavailable"}.with_from(s.full);
}

bool is_broadcast(const xml::stanza& x) {
  return x.to().empty();
}

constexpr part::decision broadcast_to(std::string_view whom) {
  return part::decision{part::outcome::noted, whom}.called("broadcast");
}

} // namespace

part::card presence::about() {
  return {.name = "presence", .title = "Presence, RFC 6121 §3 and §4"};
}

void presence::declare(part::user_declaration<presence>& d) {
  // Remembered once all have changed it, and before it is broadcast.
  d.join<&presence::note_available>(direction::outgoing, stanza_kind::presence,
                                    stage::archive);
  d.join<&presence::send_out>(direction::outgoing, stanza_kind::presence,
                              stage::deliver);
  d.join<&presence::take_in>(direction::incoming, stanza_kind::presence,
                             stage::deliver);
}

std::vector<std::pair<std::string, std::string>> presence::describe() const {
  std::size_t available = 0;
  std::size_t directed = 0;
  for (const auto& s : context_.sessions().all()) {
    available += s.available ? 1 : 0;
    directed += s.directed.size();
  }
  return {{"available", std::to_string(available)},
          {"directed", std::to_string(directed)}};
}

verdict presence::drop(const xml::stanza& x, std::string_view reason) {
  context_.note(x, {part::outcome::dropped, reason});
  return verdict::done;
}

verdict presence::refuse(const xml::stanza& x, const stanza_error& e) {
  context_.note(x, {part::outcome::refused, xml::name_of(e.what)});
  context_.reject(x, e);
  return verdict::done;
}

// The account itself sees its own presence (RFC 6121 §4.2.2).
bool presence::sees_us(const xml::jid& who) {
  return who.bare_view() == context_.self().bare_view()
         || contacts().contacts().state_of(who.bare()).from;
}

verdict presence::note_available(part::passage& p) {
  const auto& x = p.stanza;
  if (x.as_presence() == presence_type::invalid) // RFC 6121 §4.7.1
    return refuse(x, stanza_error::make(condition::bad_request,
                                        "unknown type of presence"));
  auto* s = context_.sessions().find(p.session);
  if (x.as_presence() != presence_type::available || !is_broadcast(x) || !s)
    return verdict::proceed;
  if (contacts().missing())
    return refuse(x, *contacts().missing());
  auto priority = priority_of(x);
  if (!priority)
    return refuse(x, stanza_error::make(condition::bad_request,
                                        "a priority is from -128 to 127"));
  s->available = true;
  s->priority = *priority;
  s->presence = base::trace::to_remember(x);
  return verdict::proceed;
}

verdict presence::send_out(part::passage& p) {
  const auto& x = p.stanza;
  switch (x.as_presence()) {
  case presence_type::available:
  case presence_type::unavailable:
    return is_broadcast(x) ? broadcast(p) : direct(p);
  case presence_type::subscribe:
  case presence_type::subscribed:
  case presence_type::unsubscribe:
  case presence_type::unsubscribed:
    return subscription_out(p);
  default: // errors, and probes that a client makes (RFC 6121 §4.3)
    return is_broadcast(x) ? drop(x, "it is for nobody") : verdict::proceed;
  }
}

verdict presence::broadcast(const part::passage& p) {
  const auto& x = p.stanza;
  auto* s = context_.sessions().find(p.session);
  if (s)
    context_.note(x,
                  broadcast_to(s->available
                                   ? "to its subscribers and its own resources"
                                   : "to those who got directed presence"));
  if (x.as_presence() == presence_type::available) {
    contacts().after_changes([this, x] {
      tell_subscribers(x);
      tell_own(x);
    });
    return verdict::done;
  }
  if (s)
    become_unavailable(*s, x);
  return verdict::done;
}

void presence::tell_subscribers(const xml::stanza& x) {
  // RFC 6121 §4.2.2, §4.4.2 and §4.5.2.
  for (const auto& c : contacts().contacts().all()) {
    if (!c.state.from)
      continue;
    if (auto who = c.address(); !is_hidden_(who))
      context_.route(x.with_to(std::move(who)));
  }
}

void presence::tell_own(const xml::stanza& x, std::uint64_t also) {
  auto addressed = x.with_to(context_.self());
  for (const auto& s : context_.sessions().all())
    if (s.available || s.id == also)
      give(s, addressed, "the account's own resources");
}

presence::departure presence::take_leave(part::session_record& s,
                                         const xml::stanza& x) {
  departure gone{x, s.id, std::exchange(s.available, false),
                 std::exchange(s.directed, {})};
  s.priority = 0;
  s.presence = {};
  if (gone.was_available && !context_.sessions().any_available())
    last_seen_ = context_.now();
  return gone;
}

// RFC 6121 §4.5.2 and §4.6.3: subscribers, own resources, and those who got
// directed presence and are not told as subscribers.
void presence::tell(const departure& gone) {
  if (gone.was_available) {
    tell_subscribers(gone.last);
    tell_own(gone.last, gone.session);
  }
  for (const auto& who : gone.directed)
    if (!is_hidden_(who) && (!gone.was_available || !sees_us(who)))
      context_.route(gone.last.with_to(who));
}

void presence::become_unavailable(part::session_record& s,
                                  const xml::stanza& x) {
  contacts().after_changes([this, gone = take_leave(s, x)] { tell(gone); });
}

void presence::session_closed(part::session_record& s) {
  auto gone = take_leave(s, without_reason(s));
  gone.session = 0;
  contacts().after_changes([this, gone = std::move(gone)] { tell(gone); });
}

void presence::session_available(part::session_record& s) {
  contacts().after_changes([this, id = s.id] {
    auto* now = context_.sessions().find(id);
    if (!now)
      return;
    for (const auto& other : context_.sessions().all())
      if (other.available && other.id != id)
        give(*now,
             base::trace::said_again(other.presence.with_to(context_.self())),
             "a resource that was there before");
    probe_contacts();
    deliver_requests(id);
  });
}

// At once: no change that is on its way matters any more.
void presence::account_removed() {
  for (auto& s : context_.sessions().all())
    tell(take_leave(s, without_reason(s)));
  const auto& list = contacts().contacts();
  for (const auto& c : list.all()) {
    if (c.state.to || c.state.pending_out)
      send_subscription(presence_type::unsubscribe, c.address());
    if (c.state.from)
      send_subscription(presence_type::unsubscribed, c.address());
  }
  for (const auto& [key, request] : list.requests())
    send_subscription(presence_type::unsubscribed, request.from().bare());
  contacts().forget();
}

void presence::show_to(const xml::jid& contact) {
  for (const auto& s : context_.sessions().all())
    if (s.available)
      context_.route(base::trace::said_again(s.presence.with_to(contact)));
}

void presence::hide_from(const xml::jid& contact) {
  xml::stanza x{stanza_kind::presence, "unavailable"};
  for (auto& s : context_.sessions().all()) {
    // What was directed to the contact is taken back by this too (§4.6.1).
    auto directed = std::erase_if(s.directed, [&](const auto& who) {
      return who.bare_view() == contact.bare_view();
    });
    if (s.available || directed > 0)
      context_.route(x.with_from(s.full).with_to(contact));
  }
}

verdict presence::take_in(part::passage& p) {
  const auto& x = p.stanza;
  auto type = x.as_presence();
  if (type == presence_type::invalid) // RFC 6121 §4.7.1
    return refuse(x, stanza_error::make(condition::bad_request,
                                        "unknown type of presence"));
  if (!context_.account_exists()) { // RFC 6121 §8.5.1
    if (type == presence_type::probe)
      context_.route(not_subscribed(x));
    return drop(x, "there is no such account");
  }
  if (is_subscription(type))
    subscription_in(x);
  else
    contacts().after_changes([this, x] { receive(x); });
  return verdict::done;
}

void presence::receive(const xml::stanza& x) {
  if (x.as_presence() == presence_type::probe)
    return answer_probe(x);
  if (x.as_presence() == presence_type::unavailable)
    forget_directed(x);
  hand_over(x);
}

// RFC 6121 §8.5.2.1.2, §8.5.2.2.2 and §8.5.3.
void presence::hand_over(const xml::stanza& x) {
  if (!x.to().is_bare()) {
    if (auto* s = context_.sessions().find(x.to().resource()))
      return give(*s, x, "the resource that it is for");
    drop(x, "no such resource");
    return;
  }
  if (!context_.sessions().any_available()) {
    drop(x, "no resource is available");
    return;
  }
  for (const auto& s : context_.sessions().all())
    if (s.available)
      give(s, x, "all available resources");
}

void presence::give(const part::session_record& to, const xml::stanza& x,
                    std::string_view why) {
  context_.send(to, x);
  context_.note(
      x, part::decision{part::outcome::delivered, why}.at(to.full.str()));
}

} // namespace troupe::user
