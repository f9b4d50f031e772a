// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/moderation.hpp"

#include <algorithm>

#include "actors/muc/room_presence.hpp"
#include "actors/part/timestamp.hpp"

namespace troupe::muc {

using xml::condition;
using xml::stanza_error;

namespace {

constexpr std::string_view older_moderation = "urn:xmpp:message-moderate:0";
constexpr std::size_t longest_reason = 1024;

/// The start of `text`, with no character cut in two.
std::string shortened(std::string text) {
  if (text.size() <= longest_reason)
    return text;
  auto end = longest_reason;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
    --end;
  text.resize(end);
  return text;
}

xml::element with_details(xml::element tag, const moderation& x) {
  xml::element moderated{"moderated", ns::moderation};
  if (!x.by.empty())
    moderated.set("by", x.by.str());
  if (!x.occupant_id.empty())
    moderated.add(occupant_id_element(x.occupant_id));
  tag.add(std::move(moderated));
  if (!x.reason.empty())
    tag.add(xml::element{"reason", ns::retraction}.with_text(x.reason));
  return tag;
}

bool is_moderation(const xml::element& x) {
  return (x.ns() == ns::moderation || x.ns() == older_moderation)
         && x.name() == "moderated";
}

} // namespace

boost::system::result<moderation, stanza_error>
read_moderation(const xml::element& request) {
  moderation x;
  x.id = request.attr_or_empty("id");
  if (x.id.empty())
    return stanza_error::make(condition::bad_request,
                              "name the message by its stanza-id");
  if (request.child("retract", ns::retraction) == nullptr)
    return stanza_error::make(condition::feature_not_implemented,
                              "messages can be retracted only");
  if (const auto* reason = request.child("reason", ns::moderation))
    x.reason = shortened(reason->text());
  return x;
}

xml::element retraction_of(const moderation& x) {
  return with_details(xml::element{"retract", ns::retraction}.with("id", x.id),
                      x);
}

xml::element tombstone_of(const moderation& x,
                          std::chrono::system_clock::time_point at) {
  return with_details(xml::element{"retracted", ns::retraction}.with(
                          "stamp", part::timestamp(at)),
                      x);
}

// It is within `<retract/>`; in older versions within `<apply-to/>`.
bool claims_moderation(const xml::stanza& x) {
  return std::ranges::any_of(x.nodes(), [](const xml::node& n) {
    if (n.is_text)
      return false;
    return is_moderation(n.tag)
           || std::ranges::any_of(n.tag.nodes(), [](const xml::node& inner) {
                return !inner.is_text && is_moderation(inner.tag);
              });
  });
}

} // namespace troupe::muc
