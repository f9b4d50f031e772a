// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::host {

/// XMPP Ping, XEP-0199 2.0.1: the server is there.
class ping : public part::host_part {
public:
  static part::card about();
  static void declare(part::host_declaration<ping>& d);
  explicit ping(part::host_context& context) : context_(context) {}

  void answer(const part::iq_request& request);

private:
  part::host_context& context_;
};

} // namespace troupe::host
