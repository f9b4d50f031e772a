// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::user {

/// Service Discovery of an account's bare JID, XEP-0030 §3.1, §4.1 and §8: for
/// itself and for contacts that see its presence. To others an account looks
/// like none.
class account_disco : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<account_disco>& d);
  explicit account_disco(part::user_context& context) : context_(context) {}

  void info(const part::iq_request& request);
  void items(const part::iq_request& request);

private:
  bool may_ask(const part::iq_request& request);

  part::user_context& context_;
};

} // namespace troupe::user
