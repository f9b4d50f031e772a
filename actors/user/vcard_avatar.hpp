// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::user {

namespace ns {
inline constexpr std::string_view vcard_update = "vcard-temp:x:update";
}

/// vCard-Based Avatars, XEP-0153 1.1.1: available presence of clients that do
/// not speak it gets the hash of the stored photo. What a client says itself
/// is left as it is.
class vcard_avatar : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<vcard_avatar>& d);
  explicit vcard_avatar(part::user_context& context) : context_(context) {}

  part::verdict add_hash(part::passage& p);

private:
  part::user_context& context_;
};

} // namespace troupe::user
