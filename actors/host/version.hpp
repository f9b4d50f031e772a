// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::host {

/// Software Version, XEP-0092 1.1: name and version, but not
/// the operating system (§4: it may be left out).
class version : public part::host_part {
public:
  static part::card about();
  static void declare(part::host_declaration<version>& d);
  explicit version(part::host_context& context) : context_(context) {}

  void answer(const part::iq_request& request);

private:
  part::host_context& context_;
};

} // namespace troupe::host
