// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "xml/stanza.hpp"

namespace troupe::user {

/// How an account and a contact stand to each other: the nine states of RFC
/// 6121 §A.1 as the facts that they are made of, and pre-approval (§3.4).
/// Never both of `to` and `pending_out`, nor of `from` and `pending_in`.
struct subscription {
  bool to = false;          ///< the account sees the contact's presence
  bool from = false;        ///< the contact sees the account's presence
  bool pending_out = false; ///< the account has asked
  bool pending_in = false;  ///< the contact has asked
  bool approved = false;    ///< its request will be granted when it comes

  bool operator==(const subscription&) const = default;
};

/// The `subscription` attribute of a roster item, RFC 6121 §2.1.2.5.
std::string_view name_of(const subscription& s);

/// What a subscription stanza does, by the tables of RFC 6121 §A.2 and §A.3.
struct transition {
  subscription next;
  /// Outbound: it is routed. Inbound: it is delivered.
  bool forward = false;
  /// Inbound: what the server answers on the account's behalf.
  std::optional<xml::presence_type> reply;
};

bool is_subscription(xml::presence_type type);

/// @pre is_subscription(type)
transition outbound(xml::presence_type type, const subscription& now);
transition inbound(xml::presence_type type, const subscription& now);

/// Whether a roster item looks different to its owner: then it is pushed. An
/// inbound request alone is not seen in the roster (§A.1).
bool looks_different(const subscription& a, const subscription& b);

} // namespace troupe::user
