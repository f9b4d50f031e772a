// SPDX-License-Identifier: Apache-2.0
#include "actors/user/carbon_rules.hpp"

#include <algorithm>
#include <array>

#include "actors/part/message_rules.hpp"
#include "xml/namespaces.hpp"

namespace troupe::user {

using part::direction;
using xml::message_type;

namespace {

// §6.1: "payload elements typically used in IM".
constexpr std::array<std::string_view, 3> im_namespaces
    = {"urn:xmpp:receipts", "http://jabber.org/protocol/chatstates",
       "urn:xmpp:chat-markers:0"};
constexpr std::string_view hints = "urn:xmpp:hints";
constexpr std::string_view direct_invitation = "jabber:x:conference";
bool has_im_payload(const xml::stanza& x) {
  return std::ranges::any_of(x.nodes(), [](const xml::node& n) {
    return !n.is_text && std::ranges::count(im_namespaces, n.tag.ns()) > 0;
  });
}

bool is_invitation(const xml::stanza& x) {
  const auto* muc = x.child("x", part::ns::muc_user);
  return x.child("x", direct_invitation) != nullptr
         || (muc && muc->child("invite", part::ns::muc_user));
}

/// §6.1: a room's private messages say so by an element; they are between full
/// JIDs.
bool is_from_occupant(const xml::stanza& x) {
  return x.child("x", part::ns::muc_user) && !x.from().is_bare();
}

bool is_to_occupant(const xml::stanza& x) {
  return x.child("x", part::ns::muc_user) && !x.to().is_bare();
}

std::string_view wrapper(direction way) {
  return way == direction::incoming ? "received" : "sent";
}

} // namespace

bool is_eligible_for_carbons(const xml::stanza& x, direction way) {
  // §9, and XEP-0334 §4.3
  if (x.child("private", ns::carbons) || x.child("no-copy", hints))
    return false;
  auto type = x.as_message();
  if (type == message_type::groupchat)
    return false;
  if (is_invitation(x) || type == message_type::error)
    return true;
  // The room has sent it to each of the resources that are in it.
  if (way == direction::incoming && is_from_occupant(x))
    return false;
  return type == message_type::chat
         || (type == message_type::normal
             && x.child("body", xml::ns::client) != nullptr)
         || has_im_payload(x)
         || (way == direction::outgoing && is_to_occupant(x));
}

xml::stanza carbon_of(const xml::stanza& x, direction way, const xml::jid& own,
                      const xml::jid& to) {
  xml::element forwarded{"forwarded", ns::forward};
  forwarded.add(x.to_element());
  return xml::stanza{xml::stanza_kind::message, x.type()}
      .with_from(own)
      .with_to(to)
      .with_trace_of(x)
      .with(xml::element{wrapper(way), ns::carbons}.with(std::move(forwarded)));
}

std::optional<xml::stanza> received_in(const xml::stanza& x,
                                       const xml::jid& own) {
  const auto* wrapper
      = is_own_carbon(x, own) ? x.child("received", ns::carbons) : nullptr;
  const auto* forwarded
      = wrapper ? wrapper->child("forwarded", ns::forward) : nullptr;
  const auto* message
      = forwarded ? forwarded->child("message", xml::ns::client) : nullptr;
  if (message == nullptr)
    return {};
  auto read = xml::stanza::read(*message);
  return read ? std::optional{std::move(*read).with_trace_of(x)} : std::nullopt;
}

bool is_own_carbon(const xml::stanza& x, const xml::jid& own) {
  return x.is_message() && x.from() == own
         && (x.child("received", ns::carbons) || x.child("sent", ns::carbons));
}

} // namespace troupe::user
