// SPDX-License-Identifier: Apache-2.0
#include "xml/stream_start.hpp"

#include "xml/expat_reader.hpp"
#include "xml/namespaces.hpp"
#include "xml/writer.hpp"

namespace troupe::xml {

stream_header read_header(const declarations& declared,
                          const char** attributes) {
  stream_header header;
  for (const auto& [prefix, ns] : declared)
    if (prefix.empty() && ns != ns::stream) // RFC 6120 §4.8.2
      header.content_ns = ns;
  for (; *attributes; attributes += 2) {
    const auto [ns, name] = qualified_name::read(attributes[0]);
    if (ns == ns::xml && name == "lang")
      header.lang = attributes[1];
    if (!ns.empty())
      continue;
    if (name == "to")
      header.to = attributes[1];
    else if (name == "from")
      header.from = attributes[1];
    else if (name == "id")
      header.id = attributes[1];
    else if (name == "version")
      header.version = attributes[1];
  }
  return header;
}

std::string header_for_reopening(const declarations& declared) {
  std::string tag = "<";
  int prefixes = 0;
  for (const auto& [prefix, ns] : declared) {
    if (ns != ns::stream)
      continue;
    ++prefixes;
    tag += prefix.empty() ? "stream" : prefix + ":stream";
  }
  if (prefixes != 1)
    return {};
  for (const auto& [prefix, ns] : declared)
    write_attribute(tag, prefix.empty() ? "xmlns" : "xmlns:" + prefix, ns);
  return tag + '>';
}

std::optional<stream_error> check_encoding(std::string_view bytes,
                                           std::size_t offset) {
  using enum stream_condition;
  const auto at = [&](std::size_t i) {
    return i >= offset && i - offset < bytes.size() ? bytes[i - offset] : '<';
  };
  // expat would take these for the signs of UTF-16.
  if (at(0) == '\0' || at(0) == '\xFE' || at(0) == '\xFF'
      || (at(0) == '<' && at(1) == '\0'))
    return stream_error{unsupported_encoding, "not UTF-8"};
  // U+FEFF is no byte order mark in a stream but a character like others,
  // which has no place here.
  if (at(0) != '<')
    return stream_error{not_well_formed, "a stream begins with a tag"};
  return std::nullopt;
}

} // namespace troupe::xml
