// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::user {

namespace ns {
inline constexpr std::string_view ping = "urn:xmpp:ping";
}

/// XMPP Ping (XEP-0199 2.0.1) at the account's bare JID, for its owner and
/// for who may see its presence. The answer comes once all that the account had
/// to store before is stored.
class ping : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<ping>& d);
  explicit ping(part::user_context& context) : context_(context) {}

  void answer(const part::iq_request& request);

private:
  part::user_context& context_;
};

} // namespace troupe::user
