// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "xml/stream_parser.hpp"
#include "xml/writer.hpp"

namespace troupe::xml::test {

/// Writes what a parser finds as one line each.
struct event_recorder : stream_events {
  using hook = std::function<parse_step(const std::string& line)>;

  std::vector<std::string> lines;
  hook then = [](const std::string&) { return parse_step::proceed; };

  parse_step on_stream_open(stream_header header) override {
    auto line = "open " + header.content_ns;
    auto field = [&](const char* name, const auto& value) {
      if (value)
        line += " " + std::string{name} + "=" + *value;
    };
    field("to", header.to);
    field("from", header.from);
    field("id", header.id);
    field("version", header.version);
    field("lang", header.lang);
    return add(std::move(line));
  }

  parse_step on_element(element tag) override { return add(to_string(tag)); }

  parse_step on_stream_close() override { return add("close"); }

  parse_step add(std::string line) {
    lines.push_back(std::move(line));
    return then(lines.back());
  }

  /// Feeds, and records an error as a line; false after one.
  bool feed(stream_parser& parser, std::string_view bytes) {
    return note(parser.feed(bytes, *this));
  }

  /// The same for what a held parser has kept.
  bool resume(stream_parser& parser) { return note(parser.resume(*this)); }

private:
  bool note(const boost::system::result<void, stream_error>& outcome) {
    if (!outcome)
      lines.push_back("error "
                      + std::string{name_of(outcome.error().condition)});
    return outcome.has_value();
  }
};

} // namespace troupe::xml::test
