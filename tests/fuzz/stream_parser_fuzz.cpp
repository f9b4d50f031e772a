// SPDX-License-Identifier: Apache-2.0
// The first byte says how the rest is cut into pieces. Whole, in pieces, in
// pieces with the parser released between them, and with it held after every
// element, it must give one result; and what was read must survive being
// written and read again.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "tests/xml/event_recorder.hpp"
#include "xml/namespaces.hpp"
#include "xml/stanza.hpp"
#include "xml/stream_parser.hpp"

namespace {

using namespace troupe::xml;

constexpr stream_limits limits{
    .stanza_bytes = 1500, .depth = 12, .attributes = 12};

struct checking_recorder : test::event_recorder {
  std::vector<element> elements;

  parse_step on_element(element tag) override {
    elements.push_back(tag);
    return event_recorder::on_element(std::move(tag));
  }
};

parse_step step_after(const std::string& line) {
  if (line.starts_with("<auth") || line.starts_with("<response"))
    return parse_step::restart;
  return line.starts_with("<starttls") ? parse_step::stop : parse_step::proceed;
}

checking_recorder read(std::string_view bytes, std::size_t piece,
                       bool release) {
  checking_recorder events;
  events.then = step_after;
  stream_parser parser{limits};
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    if (!events.feed(parser, bytes.substr(i, piece)))
      break;
    if (release)
      parser.release();
  }
  return events;
}

/// The parser is held after every element and then goes on.
checking_recorder read_held(std::string_view bytes, std::size_t piece) {
  checking_recorder events;
  stream_parser parser{limits};
  bool held = false;
  bool restarts = false;
  events.then = [&](const std::string& line) {
    const auto step = step_after(line);
    if (!line.starts_with('<') || step == parse_step::stop)
      return step;
    held = true;
    restarts = step == parse_step::restart;
    return parse_step::hold;
  };
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    bool good = events.feed(parser, bytes.substr(i, piece));
    while (good && std::exchange(held, false)) {
      if (restarts)
        parser.restart();
      good = events.resume(parser);
    }
    if (!good)
      break;
  }
  return events;
}

void require(bool condition, const char* what) {
  if (condition)
    return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

void check_rewriting(const element& tag) {
  std::string text = "<stream:stream xmlns='jabber:client' xmlns:stream='"
                     + std::string{ns::stream} + "'>";
  write(text, tag, ns::client);
  checking_recorder events;
  stream_parser parser{{.stanza_bytes = 0, .depth = 0, .attributes = 0}};
  require(events.feed(parser, text), "what is written can be read");
  require(events.elements.size() == 1 && events.elements[0] == tag,
          "what is written is read as the same");
}

void check_stanza(const element& tag) {
  if (tag.ns() != ns::client
      || (tag.name() != "message" && tag.name() != "presence"
          && tag.name() != "iq"))
    return;
  auto x = stanza::read(tag);
  if (!x)
    return;
  auto again = stanza::read(x->to_element());
  require(again && *again == *x, "a stanza is read as the same");
  check_rewriting(x->to_element());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 2)
    return 0;
  const std::size_t piece = data[0] % 64 + 1;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1,
                               size - 1};

  const auto whole = read(bytes, bytes.size(), false);

  require(read(bytes, piece, false).lines == whole.lines,
          "pieces make no difference");
  require(read(bytes, piece, true).lines == whole.lines,
          "releasing makes no difference");
  require(read_held(bytes, piece).lines == whole.lines,
          "holding makes no difference");
  for (const auto& tag : whole.elements) {
    check_rewriting(tag);
    check_stanza(tag);
  }
  return 0;
}
