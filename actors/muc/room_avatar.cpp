// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_avatar.hpp"

#include <algorithm>

#include "actors/part/digest.hpp"
#include "actors/part/stored_xml.hpp"

namespace troupe::muc {

using persistence::get_document;
using persistence::put_document;
using persistence::remove_document;

namespace {

constexpr const char* card_document = "vcard";
constexpr const char* hashes_document = "vcard-photo";
/// The same picture in several formats (§5.1).
constexpr std::size_t most_photos = 4;

/// XEP-0153 §3.1; §5.1: of each format.
std::vector<std::string> photo_hashes(const xml::element& card) {
  std::vector<std::string> hashes;
  for (const auto* photo : card.children()) {
    if (!photo->is("PHOTO", ns::vcard) || hashes.size() == most_photos)
      continue;
    const auto* image = photo->child("BINVAL", ns::vcard);
    auto bytes = part::unbase64(image ? image->text() : std::string{});
    if (bytes && !bytes->empty())
      hashes.push_back(part::hex(part::sha1(*bytes)));
  }
  return hashes;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

} // namespace

void room_avatar::get(const xml::stanza& iq) {
  context_.run(
      {get_document{context_.self().str(), card_document}},
      [this, iq](const auto& r) {
        if (!r)
          return context_.reject(iq, part::context::error_for(r.error()));
        const auto& stored = std::get<std::optional<std::string>>(r->at(0));
        auto card = part::stored_element(stored.value_or(""));
        if (!card)
          return context_.reject(iq, xml::condition::item_not_found);
        context_.reply(iq, std::move(*card));
      });
}

bool room_avatar::set(const xml::stanza& iq, const xml::element& card) {
  const auto& owner = context_.self().str();
  auto blob = part::to_stored(card);
  const auto limit = context_.configuration().limits.vcard_bytes;
  if (limit != 0 && blob.size() > limit) {
    context_.reject(iq, xml::condition::policy_violation,
                    "the vCard is too large");
    return false;
  }
  hashes_ = photo_hashes(card);
  if (card.empty())
    context_.store(remove_document{owner, card_document});
  else
    context_.store(put_document{owner, card_document, std::move(blob)});
  if (hashes_.empty())
    context_.store(remove_document{owner, hashes_document});
  else
    context_.store(put_document{owner, hashes_document, joined(hashes_)});
  context_.reply(iq);
  return true;
}

std::optional<xml::stanza> room_avatar::presence() const {
  if (hashes_.empty())
    return {};
  return xml::stanza{xml::stanza_kind::presence}
      .with_from(context_.self())
      .with(xml::element{"x", ns::vcard_update}.with(
          xml::element{"photo", ns::vcard_update}.with_text(hashes_.front())));
}

void room_avatar::load(std::string_view stored) {
  hashes_.clear();
  while (!stored.empty()) {
    const auto end = std::min(stored.find(' '), stored.size());
    if (end > 0)
      hashes_.emplace_back(stored.substr(0, end));
    stored.remove_prefix(std::min(end + 1, stored.size()));
  }
}

} // namespace troupe::muc
