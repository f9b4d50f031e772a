// SPDX-License-Identifier: Apache-2.0
#include "actors/user/roster_request.hpp"

#include <algorithm>
#include <optional>

namespace troupe::user {

using xml::condition;
using xml::stanza_error;

namespace {

/// Bytes of a name or a group, as of a resourcepart (RFC 7622 §3.4).
constexpr std::size_t longest_name = 1023;
/// Groups of one contact: more is no address book but a load.
constexpr std::size_t most_groups = 64;

/// RFC 6121 §2.3.3: "more than one item" and, by §2.1.5, none.
const xml::element* only_item(const xml::element& query) {
  const xml::element* item = nullptr;
  for (const auto* child : query.children()) {
    if (!child->is("item", roster_ns))
      continue;
    if (item)
      return nullptr;
    item = child;
  }
  return item;
}

std::optional<stanza_error> add_group(contact& c, std::string group) {
  if (group.empty())
    return stanza_error::make(condition::not_acceptable, "a group is empty");
  if (group.size() > longest_name)
    return stanza_error::make(condition::not_acceptable,
                              "the name of a group is too long");
  if (std::ranges::find(c.groups, group) != c.groups.end())
    return stanza_error::make(condition::bad_request,
                              "the same group is there twice");
  if (c.groups.size() >= most_groups)
    return stanza_error::make(condition::not_acceptable,
                              "a contact is in too many groups");
  c.groups.push_back(std::move(group));
  return {};
}

std::optional<stanza_error> read_content(contact& c, const xml::element& item) {
  c.name = item.attr_or_empty("name");
  if (c.name.size() > longest_name)
    return stanza_error::make(condition::not_acceptable,
                              "the name is too long");
  for (const auto* child : item.children())
    if (child->is("group", roster_ns))
      if (auto error = add_group(c, child->text()))
        return error;
  return {};
}

} // namespace

std::variant<roster_request, stanza_error>
read_roster_set(const xml::element& query, const xml::jid& owner) {
  const auto* item = only_item(query);
  if (!item)
    return stanza_error::make(condition::bad_request,
                              "a roster set has exactly one item");
  if (!item->attr("jid"))
    return stanza_error::make(condition::bad_request, "the item has no JID");
  auto jid = xml::jid::parse(*item->attr("jid"));
  if (!jid)
    return stanza_error::make(condition::jid_malformed);
  roster_request request;
  request.item.jid = jid->bare();
  request.remove = item->attr_or_empty("subscription") == "remove";
  if (request.remove)
    return request;
  if (request.item.jid == owner)
    return stanza_error::make(condition::not_allowed,
                              "an account is no contact of its own");
  if (auto error = read_content(request.item, *item))
    return *error;
  return request;
}

} // namespace troupe::user
