// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "xml/stream_parser.hpp"

namespace troupe::xml {

/// The namespaces that a start tag declares, as (prefix, namespace).
using declarations = std::vector<std::pair<std::string, std::string>>;

/// Reads the attributes of a stream header, given as names and values in turn,
/// then null.
stream_header read_header(const declarations& declared,
                          const char** attributes);

/// A start tag that stands for the stream's own in a parser that takes over in
/// midstream. Empty where there can be none: if the stream namespace has two
/// prefixes, that of the end tag cannot be told.
std::string header_for_reopening(const declarations& declared);

/// What is wrong with the encoding of a stream whose bytes from `offset` on
/// are `bytes`, as far as its first characters tell (RFC 6120 §11.6).
std::optional<stream_error> check_encoding(std::string_view bytes,
                                           std::size_t offset);

} // namespace troupe::xml
