// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/fake_context.hpp"

namespace troupe::test {

/// alice@example.org with all parts, in the order of the real list.
class whole_account : public support::fake_user_context {
public:
  whole_account();
  /// The same account after its actor was started anew.
  explicit whole_account(whole_account& before);

  /// A session that has sent presence.
  void log_in(std::string_view resource, int priority = 0);
  void present(std::string_view resource, int priority);
  /// The contact sees our presence from now on.
  void let_see(std::string_view contact);
  /// The bodies that the session has got, in order.
  std::vector<std::string> bodies(std::string_view resource);
  /// "available alice@example.org/phone" for each presence to `who`.
  std::vector<std::string> presences_to(std::string_view who) const;
  std::uint64_t logged(std::string_view log);

private:
  void use_all();
};

/// A message with a body from bob@example.net/desk.
xml::stanza message(std::string_view body, std::string_view type = "chat",
                    std::string_view to = "alice@example.org");
/// The error condition in an answer, "no answer" or its type.
std::string condition_in(const std::optional<xml::stanza>& answer);

} // namespace troupe::test
