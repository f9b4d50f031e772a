// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <boost/algorithm/string/predicate.hpp>

#include "xml/namespaces.hpp"
#include "xml/spare_attributes.hpp"
#include "xml/stream_parser_state.hpp"

namespace troupe::xml {

namespace {

// Trees are walked by recursion: this holds even where no limit is wanted.
constexpr std::size_t deepest = 1000;

bool exceeds(std::size_t value, std::size_t limit) {
  return limit != 0 && value > limit;
}

std::size_t count_of(const char** attributes) {
  std::size_t n = 0;
  while (attributes[2 * n])
    ++n;
  return n;
}

std::vector<attribute> read_attributes(const char** attributes,
                                       std::size_t count) {
  if (count == 0)
    return {};
  auto result = spare_attributes::take();
  result.reserve(count);
  for (; *attributes; attributes += 2) {
    const auto [ns, name] = qualified_name::read(attributes[0]);
    result.push_back({std::string{name}, attributes[1], std::string{ns}});
  }
  return result;
}

} // namespace

void stream_parser::state::fail(stream_condition what, std::string text) {
  error = {what, std::move(text)};
  next = phase_type::over;
  live->reader.stop();
}

void stream_parser::state::then(parse_step step) {
  if (reset_wanted || step == parse_step::restart)
    next = phase_type::fresh;
  else if (step == parse_step::stop)
    next = phase_type::over;
  else if (step == parse_step::hold)
    next = phase_type::open; // another reader takes over, as after `release`
  held = step == parse_step::hold && !reset_wanted;
  if (!next)
    return;
  left_at = live->reader.token_end();
  live->reader.stop();
}

void stream_parser::state::on_start_tag(qualified_name name,
                                        const char** attributes) {
  if (std::exchange(standing_in, false)) {
    begin = live->reader.token_end();
    return;
  }
  const auto count = count_of(attributes);
  const auto declarations = std::exchange(xmlns_count, 0);
  if (exceeds(count + declarations, limits.attributes))
    return fail(stream_condition::policy_violation,
                "more than " + std::to_string(limits.attributes)
                    + " attributes on one element");
  if (phase == phase_type::fresh)
    return on_root(name, attributes);
  const auto depth
      = limits.depth == 0 ? deepest : std::min(limits.depth, deepest);
  if (live->tree.depth() == depth)
    return fail(stream_condition::policy_violation,
                "elements more than " + std::to_string(depth) + " deep");
  if (live->tree.depth() == 0)
    begin = live->reader.token_begin();
  live->tree.open(name.local, name.ns, read_attributes(attributes, count));
}

void stream_parser::state::on_root(qualified_name name,
                                   const char** attributes) {
  if (name.ns != ns::stream) // RFC 6120 §4.8.1
    return fail(stream_condition::invalid_namespace,
                "not in the stream namespace");
  if (name.local != "stream")
    return fail(stream_condition::bad_format, "not a stream header");
  phase = phase_type::open;
  begin = live->reader.token_end();
  reopening = symbol{header_for_reopening(live->declared)};
  if (reopening.str().empty()) // RFC 6120 §4.8.5 has one prefix for it
    return fail(stream_condition::bad_namespace_prefix,
                "two prefixes for the stream namespace");
  auto header = read_header(live->declared, attributes);
  live->declared = declarations{};
  then(events->on_stream_open(std::move(header)));
}

void stream_parser::state::on_end_tag() {
  if (live->tree.depth() == 0) {
    const auto step = events->on_stream_close();
    return then(step == parse_step::restart ? step : parse_step::stop);
  }
  live->tree.close();
  if (live->tree.depth() > 0)
    return;
  begin = live->reader.token_end();
  then(events->on_element(live->tree.take()));
}

void stream_parser::state::on_text(std::string_view chars) {
  if (live->tree.depth() > 0)
    return live->tree.text(chars);
  begin = live->reader.token_end();
  // Well-formed, but it cannot be processed: RFC 6120 §4.9.3.1. Whitespace
  // keeps the connection alive, §4.6.1.
  if (chars.find_first_not_of(" \t\r\n") != chars.npos)
    fail(stream_condition::bad_format, stray_text);
}

void stream_parser::state::on_cdata() {
  if (live->tree.depth() == 0)
    fail(stream_condition::bad_format, stray_text);
}

void stream_parser::state::on_xmlns(std::string_view prefix,
                                    std::string_view ns) {
  if (standing_in)
    return;
  ++xmlns_count;
  if (phase == phase_type::fresh)
    live->declared.emplace_back(prefix, ns);
}

// RFC 6120 §11.6
void stream_parser::state::on_encoding(std::string_view name) {
  if (!boost::algorithm::iequals(name, "UTF-8"))
    fail(stream_condition::unsupported_encoding,
         "the encoding of a stream is UTF-8");
}

void stream_parser::state::on_forbidden(const char* what) {
  fail(stream_condition::restricted_xml, what);
}

} // namespace troupe::xml
