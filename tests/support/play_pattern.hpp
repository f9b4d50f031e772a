// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/play.hpp"
#include "xml/element.hpp"

namespace troupe::support {

/// What `{name}` stood for when it was first seen.
using captures = std::map<std::string, std::string, std::less<>>;

/// Matches a text against a pattern in which `{any}` stands for anything,
/// `{utc}` for a time as XEP-0082 has it, `{number}` for digits and any other
/// `{name}` for itself: anything the first time, then the same again. On
/// failure `known` is unchanged.
bool matches(std::string_view pattern, std::string_view actual,
             captures& known);

/// The same for elements. The order of attributes never counts, nor does space
/// between elements. A text `{...}` in the pattern allows more children than
/// are listed and any order. What a server may add is passed over where the
/// pattern does not have it: `xml:lang`, `to` where it is `self`, and `text`
/// in an error.
bool matches(const xml::element& pattern, const xml::element& actual,
             const xml::jid& self, captures& known);

/// What to send: `{name}` is what was captured, `{fill N}` N letters, and
/// `{plain USER PASSWORD}` a response of SASL PLAIN (RFC 4616). The error is
/// what is unknown.
play_result<std::string> fill_in(std::string_view text, const captures& known);

/// Reads elements as they stand within a stream of `jabber:client`.
play_result<std::vector<xml::element>> read_elements(std::string_view text);

/// The element over several lines, for people.
std::string pretty(const xml::element& x, std::size_t indent = 0,
                   std::string_view inherited_ns = "jabber:client");

} // namespace troupe::support
