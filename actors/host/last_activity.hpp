// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::host {

/// Last Activity, XEP-0012 2.0: how long the server has been
/// running (§5).
class last_activity : public part::host_part {
public:
  static part::card about();
  static void declare(part::host_declaration<last_activity>& d);
  explicit last_activity(part::host_context& context) : context_(context) {}

  void answer(const part::iq_request& request);

private:
  part::host_context& context_;
};

} // namespace troupe::host
