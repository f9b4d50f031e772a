// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::host {

/// Entity Time, XEP-0202 2.0: the server's clock, in UTC.
class time : public part::host_part {
public:
  static part::card about();
  static void declare(part::host_declaration<time>& d);
  explicit time(part::host_context& context) : context_(context) {}

  void answer(const part::iq_request& request);

private:
  part::host_context& context_;
};

} // namespace troupe::host
