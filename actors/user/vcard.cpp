// SPDX-License-Identifier: Apache-2.0
#include "actors/user/vcard.hpp"

#include "actors/part/digest.hpp"
#include "actors/part/stored_xml.hpp"

namespace troupe::user {

using persistence::get_document;
using persistence::put_document;
using persistence::remove_document;

namespace {

persistence::transaction operations_for(const std::string& owner,
                                        const xml::element& card,
                                        std::string blob,
                                        const std::string& hash) {
  persistence::transaction ops;
  if (card.empty())
    ops.push_back(remove_document{owner, "vcard"});
  else
    ops.push_back(put_document{owner, "vcard", std::move(blob)});
  if (hash.empty())
    ops.push_back(remove_document{owner, "vcard-photo"});
  else
    ops.push_back(put_document{owner, "vcard-photo", hash});
  return ops;
}

} // namespace

std::string photo_hash(const xml::element& card) {
  const auto* photo = card.child("PHOTO", ns::vcard);
  const auto* image = photo ? photo->child("BINVAL", ns::vcard) : nullptr;
  auto bytes = part::unbase64(image ? image->text() : std::string{});
  return !bytes || bytes->empty() ? "" : part::hex(part::sha1(*bytes));
}

part::card vcard::about() {
  return {.name = "vcard",
          .title = "vcard-temp",
          .xep = "0054",
          .version = "1.3.0",
          .server_features = {std::string{ns::vcard}},
          .account_features = {std::string{ns::vcard}}};
}

void vcard::declare(part::user_declaration<vcard>& d) {
  d.iq<&vcard::get>(xml::iq_type::get, "vCard", ns::vcard, part::who::anyone);
  d.iq<&vcard::set>(xml::iq_type::set, "vCard", ns::vcard, part::who::anyone);
}

void vcard::start() {
  context_.run(
      {get_document{context_.self().str(), "vcard-photo"}}, [this](auto r) {
        // Without it presence just goes without a hash.
        if (r)
          photo_hash_
              = std::get<std::optional<std::string>>(r->at(0)).value_or("");
      });
}

bool vcard::is_owner(const xml::stanza& iq) const {
  return iq.from().bare_view() == context_.self().bare_view();
}

void vcard::get(const part::iq_request& request) {
  context_.run(
      {get_document{context_.self().str(), "vcard"}},
      [this, iq = request.iq](auto r) {
        if (!r)
          return context_.reject(iq, part::context::error_for(r.error()));
        const auto& stored = std::get<std::optional<std::string>>(r->at(0));
        auto card = part::stored_element(stored.value_or(""));
        if (card)
          return context_.reply(iq, std::move(*card));
        // §3.1 and §3.3: others cannot tell it from no account.
        context_.reject(iq, is_owner(iq) ? xml::condition::item_not_found
                                         : xml::condition::service_unavailable);
      });
}

void vcard::set(const part::iq_request& request) {
  if (!is_owner(request.iq)) // §3.2
    return context_.reject(request.iq, xml::condition::forbidden);
  auto blob = part::to_stored(request.payload);
  auto limit = context_.configuration().limits.vcard_bytes;
  if (limit != 0 && blob.size() > limit)
    return context_.reject(request.iq, xml::condition::policy_violation,
                           "the vCard is too large");
  auto hash = user::photo_hash(request.payload);
  auto ops = operations_for(context_.self().str(), request.payload,
                            std::move(blob), hash);
  context_.run(std::move(ops), [this, iq = request.iq, hash](auto r) {
    if (!r)
      return context_.reject(iq, part::context::error_for(r.error()));
    photo_hash_ = hash;
    context_.reply(iq);
  });
}

} // namespace troupe::user
