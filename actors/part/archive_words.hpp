// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "xml/stanza.hpp"

namespace troupe::part {

/// The words by which an archive finds a message (XEP-0431): those of its
/// body. What the body of an encrypted message says is no part of it.
std::string words_of(const xml::stanza& message);

} // namespace troupe::part
