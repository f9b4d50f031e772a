// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "actors/part/catalogue.hpp"

namespace troupe::user {

namespace ns {
inline constexpr std::string_view private_storage = "jabber:iq:private";
}

/// Private XML Storage, XEP-0049 1.2. One document for each element name, of at
/// most `limits.private_bytes`; all together at most `limits.private_total`.
/// The map "private" has their sizes.
class private_storage : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<private_storage>& d);
  explicit private_storage(part::user_context& context) : context_(context) {}

  void get(const part::iq_request& request);
  void set(const part::iq_request& request);

private:
  using documents = std::map<std::string, std::string>;
  using answers = persistence::result<persistence::answers>;

  void read_sizes(const answers& r);
  void write(const xml::stanza& iq, const documents& wanted);
  bool fits(const documents& wanted) const;

  part::user_context& context_;
  /// Bytes of each document; nothing while they are not known. Read at the
  /// first set.
  std::optional<std::map<std::string, std::size_t>> sizes_;
};

} // namespace troupe::user
