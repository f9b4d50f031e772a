// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "actors/part/catalogue.hpp"

namespace troupe::user {

namespace ns {
inline constexpr std::string_view vcard = "vcard-temp";
}

/// vcard-temp, XEP-0054 1.3.0: the document "vcard", and beside it
/// "vcard-photo" with the hash of its photo. The limit is `limits.vcard_bytes`.
class vcard : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<vcard>& d);
  explicit vcard(part::user_context& context) : context_(context) {}

  void start() override;

  void get(const part::iq_request& request);
  void set(const part::iq_request& request);

  /// Of the stored photo, in hexadecimal; empty where there is none.
  const std::string& photo_hash() const { return photo_hash_; }

private:
  bool is_owner(const xml::stanza& iq) const;

  part::user_context& context_;
  std::string photo_hash_;
};

/// SHA-1 of the image in a vCard (XEP-0153 §3.1); empty where there is none.
std::string photo_hash(const xml::element& card);

} // namespace troupe::user
