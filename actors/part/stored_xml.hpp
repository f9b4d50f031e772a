// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "xml/element.hpp"
#include "xml/stanza.hpp"

/// XML as it lies in the store.
namespace troupe::part {

std::string to_stored(const xml::element& x);
std::string to_stored(const xml::stanza& x);

/// The elements that `text` holds one after the other; empty where it is not
/// what `to_stored` wrote.
std::vector<xml::element> stored_elements(std::string_view text);
/// The one element of `text`.
std::optional<xml::element> stored_element(std::string_view text);
std::optional<xml::stanza> stored_stanza(std::string_view text);

} // namespace troupe::part
