// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/numbered_message.hpp"

#include <array>
#include <charconv>
#include <random>

#include "tools/load/client/session.hpp"

namespace troupe::load {

namespace {

constexpr std::string_view filling
    = " It is the east, and Juliet is the sun. Arise, fair sun, and kill the"
      " envious moon, who is already sick and pale with grief.";

void write_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end
      = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void fill(std::string& out, std::size_t bytes) {
  while (bytes > 0) {
    const auto part = filling.substr(0, bytes);
    out += part;
    bytes -= part.size();
  }
}

void write_text(std::string& out, const numbered& what) {
  write_number(out, what.run);
  out += ' ';
  write_number(out, what.sender);
  out += ' ';
  write_number(out, what.number);
  out += ' ';
  write_number(out, static_cast<std::uint64_t>(what.at_ns));
}

template <class T>
bool read_number(std::string_view& text, T& into) {
  const auto [end, failed]
      = std::from_chars(text.data(), text.data() + text.size(), into);
  if (failed != std::errc{})
    return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(' '))
    text.remove_prefix(1);
  return true;
}

} // namespace

std::uint32_t new_run() {
  return std::random_device{}();
}

void write_numbered(std::string& out, std::string_view to, const numbered& what,
                    std::size_t body_bytes, std::string_view type) {
  out += "<message to='";
  out += to;
  out += "' type='";
  out += type;
  out += "' id='";
  write_number(out, what.run);
  out += '-';
  write_number(out, what.sender);
  out += '-';
  write_number(out, what.number);
  out += "'><body>";
  const auto begin = out.size();
  write_text(out, what);
  if (const auto size = out.size() - begin; size < body_bytes)
    fill(out, body_bytes - size);
  out += "</body></message>";
}

std::string to_text(const numbered& what) {
  std::string text;
  write_text(text, what);
  return text;
}

std::optional<numbered> from_text(std::string_view text) {
  numbered found;
  if (!read_number(text, found.run) || !read_number(text, found.sender)
      || !read_number(text, found.number) || !read_number(text, found.at_ns))
    return {};
  return found;
}

std::optional<numbered> read_numbered(const xml::element& message) {
  const auto* body = message.child("body", ns::client);
  if (!body || body->nodes().empty())
    return {};
  return from_text(body->nodes().front().text);
}

} // namespace troupe::load
