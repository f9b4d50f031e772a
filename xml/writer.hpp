// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "xml/element.hpp"

namespace troupe::xml {

/// Appends `text` with & < > " ' escaped, so that it is valid both as content
/// and as attribute value. A carriage return becomes a character reference, so
/// that it survives the peer's parser; controls that XML forbids become U+FFFD.
void write_escaped(std::string& out, std::string_view text);

/// Appends ` name='value'`, escaped.
void write_attribute(std::string& out, std::string_view name,
                     std::string_view value);

/// Appends all attributes. Those of a namespace get the prefix `xml:` or one
/// that is declared beside them.
void write_attributes(std::string& out, std::span<const attribute> attributes);

/// Appends `tag` as XML; `xmlns` is written only where it differs from the
/// default namespace `inherited_ns`. Elements of the namespace
/// `http://etherx.jabber.org/streams` get the prefix `stream:`, which the
/// stream header has declared (RFC 6120 §4.8.5).
void write(std::string& out, const element& tag,
           std::string_view inherited_ns = {});

/// Appends text and elements in order.
void write(std::string& out, std::span<const node> nodes,
           std::string_view inherited_ns = {});

/// `tag` as XML text, for logs and tests.
std::string to_string(const element& tag, std::string_view inherited_ns = {});
std::ostream& operator<<(std::ostream& out, const element& tag);

} // namespace troupe::xml
