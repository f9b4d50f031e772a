// SPDX-License-Identifier: Apache-2.0
#include "actors/part/message_rules.hpp"

#include <algorithm>
#include <array>

#include "xml/namespaces.hpp"

namespace troupe::part {

namespace {

using xml::message_type;

struct named {
  std::string_view name, ns;
};

constexpr std::array encrypted = {
    named{"encryption", "urn:xmpp:eme:0"},                // XEP-0380
    named{"encrypted", "urn:xmpp:omemo:2"},               // XEP-0384
    named{"encrypted", "urn:xmpp:omemo:1"},               //
    named{"encrypted", "eu.siacs.conversations.axolotl"}, //
    named{"openpgp", "urn:xmpp:openpgp:0"},               // XEP-0373
    named{"x", "jabber:x:encrypted"},                     // XEP-0027
};

constexpr std::array content = {
    named{"body", xml::ns::client},
    named{"subject", xml::ns::client},
    named{"received", "urn:xmpp:receipts"},            // XEP-0184
    named{"received", "urn:xmpp:chat-markers:0"},      // XEP-0333
    named{"displayed", "urn:xmpp:chat-markers:0"},     //
    named{"acknowledged", "urn:xmpp:chat-markers:0"},  //
    named{"replace", "urn:xmpp:message-correct:0"},    // XEP-0308
    named{"retract", "urn:xmpp:message-retract:1"},    // XEP-0424 §5
    named{"retract", "urn:xmpp:message-retract:0"},    //
    named{"apply-to", "urn:xmpp:fasten:0"},            // its older form
    named{"moderated", "urn:xmpp:message-moderate:1"}, // XEP-0425
    named{"reactions", "urn:xmpp:reactions:0"},        // XEP-0444
    named{"reply", "urn:xmpp:reply:0"},                // XEP-0461
    named{"x", "jabber:x:conference"},                 // XEP-0249
};

// What says nothing to somebody who reads it later.
constexpr std::array<std::string_view, 4> passing_namespaces
    = {ns::chat_states, ns::hints, "urn:xmpp:sid:0", xml::ns::delay};

bool has_any(const xml::stanza& x, std::span<const named> wanted) {
  return std::ranges::any_of(x.nodes(), [&](const xml::node& n) {
    return !n.is_text && std::ranges::any_of(wanted, [&](const named& w) {
      return n.tag.is(w.name, w.ns);
    });
  });
}

// XEP-0045 §7.8.2: an invitation by the room, or that it was declined.
bool is_invitation(const xml::stanza& x) {
  const auto* room = x.child("x", ns::muc_user);
  return room
         && (room->child("invite", ns::muc_user)
             || room->child("decline", ns::muc_user));
}

/// §6.1.1: errors tell what became of a message; those to a full JID come for
/// what a session has sent.
bool answers_a_session(const xml::stanza& error, direction way) {
  return way == direction::incoming && !error.id().empty()
         && !error.to().is_bare();
}

// Of an archive's page (XEP-0313 §4.2) nobody makes anything later.
bool is_passing(const xml::element& x) {
  return x.is("thread", xml::ns::client) || x.is("result", "urn:xmpp:mam:2")
         || std::ranges::count(passing_namespaces, x.ns()) > 0;
}

/// What the account's own server sends of its archive (XEP-0313 §4.2) and of
/// its other sessions (XEP-0280): copies of what is archived.
bool is_own_copy(const xml::stanza& x) {
  constexpr std::array copies
      = {named{"result", "urn:xmpp:mam:2"}, named{"sent", "urn:xmpp:carbons:2"},
         named{"received", "urn:xmpp:carbons:2"}};
  return x.from().bare_view() == x.to().bare_view() && x.from().is_bare()
         && has_any(x, copies);
}

} // namespace

bool is_encrypted(const xml::stanza& message) {
  return has_any(message, encrypted);
}

bool is_archived(const xml::stanza& x, direction way) {
  auto type = x.as_message();
  // XEP-0334 §5: hints within errors are another's.
  if (type == message_type::error)
    return answers_a_session(x, way);
  if (type == message_type::groupchat || is_own_copy(x)
      || x.child("no-store", ns::hints)
      || x.child("no-permanent-store", ns::hints))
    return false;
  if (x.child("store", ns::hints))
    return true;
  return type != message_type::headline
         && (has_any(x, content) || is_encrypted(x) || is_invitation(x));
}

bool is_archived_in_room(const xml::stanza& x) {
  if (x.child("no-store", ns::hints)
      || x.child("no-permanent-store", ns::hints))
    return false;
  if (x.child("store", ns::hints))
    return true;
  constexpr std::array receipts
      = {named{"received", "urn:xmpp:receipts"},
         named{"received", "urn:xmpp:chat-markers:0"},
         named{"displayed", "urn:xmpp:chat-markers:0"},
         named{"acknowledged", "urn:xmpp:chat-markers:0"}};
  if (!x.child("body", xml::ns::client) && has_any(x, receipts))
    return false;
  return has_any(x, content) || is_encrypted(x);
}

bool is_worth_keeping(const xml::stanza& x) {
  if (x.child("no-store", ns::hints) || is_own_copy(x))
    return false;
  if (x.child("store", ns::hints))
    return true;
  return std::ranges::any_of(x.nodes(), [](const xml::node& n) {
    return !n.is_text && !is_passing(n.tag);
  });
}

bool comes_from_room(const xml::stanza& x) {
  return x.is_message()
         && (x.as_message() == xml::message_type::groupchat
             || x.child("x", ns::muc_user) != nullptr);
}

} // namespace troupe::part
