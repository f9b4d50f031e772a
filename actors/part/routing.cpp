// SPDX-License-Identifier: Apache-2.0
#include "actors/part/routing.hpp"

namespace troupe::part {

namespace {

using xml::condition;
using xml::message_type;

message_route dropped(std::string_view reason) {
  return {.reason = reason};
}

message_route bounced(std::string_view reason) {
  return {.bounce = condition::service_unavailable, .reason = reason};
}

/// The sender hears of it where storing fails.
message_route stored(std::string_view reason) {
  return {.store = true,
          .bounce = condition::service_unavailable,
          .reason = reason};
}

/// Table 1, "account does not exist" (§8.5.1). What is dropped here is dropped
/// for an existing account too, so that nothing is told by it.
message_route to_nobody(message_type type, bool bare) {
  constexpr auto reason = "no such account";
  if (type == message_type::error)
    return dropped(reason);
  return type == message_type::headline && bare ? dropped(reason)
                                                : bounced(reason);
}

/// §8.5.2.1.1 and §8.5.2.2.1. Of the ways that the RFC allows for chat and
/// normal messages it is all non-negative resources: each device has the
/// whole conversation.
message_route to_bare(message_type type, std::span<const resource> resources) {
  if (type == message_type::error)
    return dropped("an error to a bare JID");
  if (type == message_type::groupchat)
    return bounced("groupchat to a bare JID");
  message_route all{.reason = "all resources with priority >= 0"};
  for (std::size_t i = 0; i < resources.size(); ++i)
    if (resources[i].available && resources[i].priority >= 0)
      all.targets.push_back(i);
  if (!all.targets.empty())
    return all;
  constexpr auto reason = "no resource has priority >= 0";
  return type == message_type::headline ? dropped(reason) : stored(reason);
}

/// §8.5.3.2.1: only a chat message goes on as if to the bare JID.
message_route to_gone_resource(message_type type,
                               std::span<const resource> resources) {
  constexpr auto reason = "no such resource";
  switch (type) {
  case message_type::chat:
    return to_bare(type, resources);
  case message_type::error:
    return dropped(reason);
  default:
    return bounced(reason);
  }
}

} // namespace

bool may_go_elsewhere(const xml::stanza& x) {
  if (x.is_iq())
    return x.as_iq() == xml::iq_type::get || x.as_iq() == xml::iq_type::set;
  return x.is_message() && !x.is_error();
}

message_route route_message(message_type type, std::string_view resource_wanted,
                            std::span<const resource> resources,
                            bool account_exists) {
  if (!account_exists)
    return to_nobody(type, resource_wanted.empty());
  if (resource_wanted.empty())
    return to_bare(type, resources);
  // §8.5.3.1: a connected resource gets what is for it, available or not.
  for (std::size_t i = 0; i < resources.size(); ++i)
    if (resources[i].name == resource_wanted)
      return {.targets = {i}, .reason = "the resource that it is for"};
  return to_gone_resource(type, resources);
}

} // namespace troupe::part
