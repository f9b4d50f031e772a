// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/stanza_reading.hpp"

#include <optional>

#include "xml/namespaces.hpp"
#include "xml/stream_parser.hpp"

namespace troupe::rehearsal {

namespace {

using xml::parse_step;

constexpr std::string_view stream_begin
    = "<stream:stream xmlns='jabber:client' "
      "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
constexpr std::string_view stream_end = "</stream:stream>";

constexpr std::string_view how
    = "; give one message, presence or iq, such as "
      "\"<message to='bob@example.org' type='chat'><body>Hi</body></message>\"";

admin::failure no_stanza(std::string_view why) {
  return {admin::failure_code::usage,
          "that is no stanza: " + std::string{why} + std::string{how}};
}

/// What a stream consists of.
struct contents final : xml::stream_events {
  parse_step on_stream_open(xml::stream_header) override {
    return parse_step::proceed;
  }
  parse_step on_element(xml::element tag) override {
    ++count;
    if (!first)
      first = std::move(tag);
    return parse_step::proceed;
  }
  parse_step on_stream_close() override {
    is_closed = true;
    return parse_step::proceed;
  }

  std::optional<xml::element> first;
  std::size_t count = 0;
  bool is_closed = false;
};

bool is_stanza(const xml::element& tag) {
  return tag.ns() == xml::ns::client
         && (tag.name() == "message" || tag.name() == "presence"
             || tag.name() == "iq");
}

/// What is wrong with it, or nothing.
std::string_view fault_of(const contents& all) {
  if (all.count == 0)
    return "there is none";
  if (all.count > 1)
    return "there is more than one";
  if (!is_stanza(*all.first))
    return "only message, presence and iq of jabber:client can be explained";
  return {};
}

} // namespace

admin::outcome<xml::element> read_stanza(std::string_view text,
                                         const config::limits_section& limits) {
  xml::stream_parser parser{
      {limits.stanza_bytes, limits.stanza_depth, limits.attributes}};
  contents all;
  for (const auto part : {stream_begin, text, stream_end}) {
    if (all.is_closed)
      return no_stanza("it ends the stream");
    auto fed = parser.feed(part, all);
    if (fed)
      continue;
    const auto& e = fed.error();
    return no_stanza(std::string{xml::name_of(e.condition)}
                     + (e.text.empty() ? "" : ", " + e.text));
  }
  if (const auto fault = fault_of(all); !fault.empty())
    return no_stanza(fault);
  return std::move(*all.first);
}

} // namespace troupe::rehearsal
