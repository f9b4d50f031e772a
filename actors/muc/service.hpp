// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "actors/part/context.hpp"
#include "actors/part/result_set.hpp"

namespace troupe::muc {

/// The service that rooms are at, XEP-0045 §6.1 to §6.3: says what it is and
/// which public rooms it has. Of rooms it knows what the store tells, page by
/// page, and keeps nothing.
class service {
public:
  explicit service(part::context& context) : context_(context) {}

  void take(const xml::stanza& x);

private:
  void tell_info(const xml::stanza& iq, const xml::element& query);
  void tell_items(const xml::stanza& iq, const xml::element& query);
  void tell_page(const xml::stanza& iq, std::vector<std::string> rooms,
                 std::size_t most, bool paged);

  part::context& context_;
};

} // namespace troupe::muc
