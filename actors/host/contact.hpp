// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "actors/part/catalogue.hpp"

namespace troupe::host {

/// The contact addresses as the data form of XEP-0157 §3 and XEP-0128; nothing
/// where none are configured.
std::optional<xml::element> contact_form(const config::host_section& host);

/// Contact Addresses for XMPP Services, XEP-0157 1.1.1; `disco` shows them.
class contact : public part::host_part {
public:
  static part::card about();
  static void declare(part::host_declaration<contact>&) {}
  explicit contact(part::host_context&) {}
};

} // namespace troupe::host
