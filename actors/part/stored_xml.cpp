// SPDX-License-Identifier: Apache-2.0
#include "actors/part/stored_xml.hpp"

#include <limits>

#include "xml/namespaces.hpp"
#include "xml/stream_parser.hpp"
#include "xml/writer.hpp"

namespace troupe::part {

namespace {

constexpr auto no_limit = std::numeric_limits<std::size_t>::max() / 4;
constexpr std::string_view header
    = "<stream:stream xmlns='jabber:client' version='1.0'"
      " xmlns:stream='http://etherx.jabber.org/streams'>";

/// Collects the elements of a stream.
class collector : public xml::stream_events {
public:
  xml::parse_step on_stream_open(xml::stream_header) override {
    return xml::parse_step::proceed;
  }
  xml::parse_step on_element(xml::element tag) override {
    found.push_back(std::move(tag));
    return xml::parse_step::proceed;
  }
  xml::parse_step on_stream_close() override { return xml::parse_step::stop; }

  std::vector<xml::element> found;
};

bool is_stanza(const xml::element& x) {
  return x.ns() == xml::ns::client
         && (x.name() == "message" || x.name() == "presence"
             || x.name() == "iq");
}

} // namespace

std::string to_stored(const xml::element& x) {
  return xml::to_string(x, xml::ns::client);
}

std::string to_stored(const xml::stanza& x) {
  // By way of a buffer that stays, so that the text is allocated once.
  static constexpr std::size_t kept = 64 * 1024;
  static thread_local std::string buffer;
  buffer.clear();
  x.write(buffer);
  std::string result{buffer};
  if (buffer.capacity() > kept)
    std::string{}.swap(buffer);
  return result;
}

std::vector<xml::element> stored_elements(std::string_view text) {
  xml::stream_parser parser{{no_limit, no_limit, no_limit}};
  collector events;
  // The end tag proves that no element was left open.
  for (auto bytes : {header, text, std::string_view{"</stream:stream>"}})
    if (!parser.feed(bytes, events))
      return {};
  return std::move(events.found);
}

std::optional<xml::element> stored_element(std::string_view text) {
  auto found = stored_elements(text);
  if (found.size() != 1)
    return {};
  return std::move(found.front());
}

std::optional<xml::stanza> stored_stanza(std::string_view text) {
  auto found = stored_element(text);
  if (!found || !is_stanza(*found))
    return {};
  auto read = xml::stanza::read(std::move(*found));
  if (!read)
    return {};
  return std::move(*read);
}

} // namespace troupe::part
