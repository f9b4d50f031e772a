// SPDX-License-Identifier: Apache-2.0
#include "actors/part/disco_elements.hpp"

namespace troupe::part {

xml::element to_element(const identity& x) {
  auto tag = xml::element{"identity", ns::disco_info}
                 .with("category", x.category)
                 .with("type", x.type);
  return x.name.empty() ? tag : std::move(tag).with("name", x.name);
}

xml::element feature(std::string_view var) {
  return xml::element{"feature", ns::disco_info}.with("var", var);
}

} // namespace troupe::part
