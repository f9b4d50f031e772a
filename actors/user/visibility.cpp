// SPDX-License-Identifier: Apache-2.0
#include "actors/user/visibility.hpp"

#include "actors/user/roster.hpp"

namespace troupe::user {

bool is_own(const part::user_context& context, const xml::jid& who) {
  return who.bare_view() == context.self().bare_view();
}

bool may_see_presence(part::user_context& context, const xml::jid& who) {
  if (who.empty())
    return false;
  const auto& contacts = context.sibling<roster>().contacts();
  return is_own(context, who) || contacts.state_of(who.bare()).from;
}

} // namespace troupe::user
