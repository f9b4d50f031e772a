// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actors/user/presence.hpp"
#include "actors/user/roster.hpp"
#include "tests/support/fake_context.hpp"

namespace troupe::test {

using support::jid;

/// An account with the two parts that this is about.
class account : public support::fake_user_context {
public:
  explicit account(std::string_view self = "alice@example.org")
      : fake_user_context(self) {
    use<user::roster, user::presence>();
  }
  /// The same account after its actor was started anew.
  explicit account(account& before) : fake_user_context(before) {
    use<user::roster, user::presence>();
  }

  /// A session that has sent initial presence and asked for the roster.
  void log_in(std::string_view resource);
  void says(std::string_view resource, std::string_view type,
            std::string_view to = {});
  void gets(std::string_view type, std::string_view from,
            std::string_view to = "alice@example.org");
  /// Asks for the roster.
  xml::stanza get(std::string_view resource, const char* version = nullptr);
  xml::stanza set(std::string_view resource, xml::element item);
  /// Makes the contact one of that state, by roster sets and presences.
  void befriend(std::string_view contact, std::string_view subscription);

  /// The roster item as a new resource is told; an empty element: none.
  xml::element item(std::string_view contact);
  std::string state_of(std::string_view contact);
  std::string version();
};

xml::element item(std::string_view jid, std::string_view name = {},
                  const std::vector<std::string>& groups = {});
xml::stanza presence(std::string_view type, std::string_view to = {});
/// "available alice@example.org/phone > bob@example.org" for each presence.
std::vector<std::string> summary(const std::vector<xml::stanza>& all);
/// The items of the roster pushes among `all`.
std::vector<xml::element> pushes(const std::vector<xml::stanza>& all);
std::string condition_of(const xml::stanza& x);

using lines = std::vector<std::string>;

} // namespace troupe::test
