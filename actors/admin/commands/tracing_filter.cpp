// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <chrono>

#include "actors/admin/commands/tracing.hpp"

namespace troupe::admin {

namespace {

failure wrong(std::string_view name, std::string_view given,
              std::string_view right) {
  return {failure_code::usage, std::string{name} + ": \"" + std::string{given}
                                   + "\" is wrong; " + std::string{right}};
}

outcome<void> read(const given_arguments& given, std::string_view name,
                   std::optional<xml::jid>& into) {
  const auto text = given.find(name);
  if (text == given.end())
    return {};
  auto jid = xml::jid::parse(text->second);
  if (!jid)
    return wrong(name, text->second, to_string(jid.error()));
  into = std::move(*jid);
  return {};
}

outcome<void> read_kind(const given_arguments& given,
                        std::optional<xml::stanza_kind>& into) {
  const auto text = given.find("kind");
  if (text == given.end())
    return {};
  for (auto x : {xml::stanza_kind::message, xml::stanza_kind::presence,
                 xml::stanza_kind::iq})
    if (xml::name_of(x) == text->second) {
      into = x;
      return {};
    }
  return wrong("kind", text->second, "there are message, presence and iq");
}

template <class T>
bool read_number(std::string_view text, T& into) {
  const auto* end = text.data() + text.size();
  const auto [at, fault] = std::from_chars(text.data(), end, into);
  return fault == std::errc{} && at == end;
}

/// "30s", "5m", "500ms", "1h"; seconds where there is no unit.
outcome<std::chrono::milliseconds> read_time(const std::string& text) {
  constexpr std::pair<std::string_view, std::uint64_t> units[]
      = {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"", 1'000}};
  constexpr std::uint64_t longest = 24 * 3'600'000;
  for (const auto& [unit, factor] : units) {
    std::uint32_t count = 0;
    if (text.ends_with(unit)
        && read_number(
            std::string_view{text}.substr(0, text.size() - unit.size()), count)
        && count > 0 && count * factor <= longest)
      return std::chrono::milliseconds{count * factor};
  }
  return wrong("for", text, "a time is e.g. 30s, 5m or 1h, a day at most");
}

} // namespace

argument named_option(std::string_view name, std::string_view help) {
  return {.name = name, .help = help, .optional = true, .named = true};
}

std::vector<argument> filter_arguments() {
  return {named_option(
              "jid", "sender or recipient; a bare JID covers its resources, a "
                     "domain all at it"),
          named_option("from", "sender"),
          named_option("to", "recipient"),
          named_option("kind", "message, presence or iq"),
          named_option("ns", "namespace of a child"),
          named_option("id", "the stanza's id"),
          named_option("limit", "traces, then it ends")};
}

outcome<observe::filter> filter_of(const given_arguments& given) {
  observe::filter f;
  for (auto read_one : {read(given, "jid", f.jid), read(given, "from", f.from),
                        read(given, "to", f.to), read_kind(given, f.kind)})
    if (!read_one)
      return read_one.error();
  if (auto ns = given.find("ns"); ns != given.end())
    f.ns = ns->second;
  if (auto id = given.find("id"); id != given.end())
    f.id = id->second;
  if (auto limit = given.find("limit"); limit != given.end())
    if (!read_number(limit->second, f.limit) || f.limit == 0)
      return wrong("limit", limit->second, "it is a number above 0");
  if (auto time = given.find("for"); time != given.end()) {
    auto read_as = read_time(time->second);
    if (!read_as)
      return read_as.error();
    f.time = *read_as;
  }
  f.payload = given.contains("payload");
  return f;
}

} // namespace troupe::admin
