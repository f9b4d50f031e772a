// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"
#include "actors/part/routing.hpp"

namespace troupe::user {

/// Hands what comes for the account to its sessions: messages by RFC 6121
/// §8.5, IQs to the resource that they are for.
class delivery : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<delivery>& d);
  explicit delivery(part::user_context& context) : context_(context) {}

  part::verdict message(part::passage& p);
  part::verdict iq(part::passage& p);

private:
  void tell(const xml::stanza& x, const part::message_route& route);

  part::user_context& context_;
};

} // namespace troupe::user
