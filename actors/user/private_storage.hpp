// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::user {

namespace ns {
inline constexpr std::string_view private_storage = "jabber:iq:private";
}

/// Private XML Storage, XEP-0049 1.2. One document for each element name; the
/// limit is `limits.private_bytes` for each.
class private_storage : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<private_storage>& d);
  explicit private_storage(part::user_context& context) : context_(context) {}

  void get(const part::iq_request& request);
  void set(const part::iq_request& request);

private:
  part::user_context& context_;
};

} // namespace troupe::user
