// SPDX-License-Identifier: Apache-2.0
#include "xml/writer.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ostream>

#include "xml/namespaces.hpp"

namespace troupe::xml {

namespace {

enum class place : std::uint8_t { content = 1, attribute = 2 };

/// Per byte the places in which it cannot stand for itself.
constexpr auto escaped_in = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i)
    table[i] = 3;
  // In an attribute they would be read as spaces (XML 1.0 §3.3.3).
  table['\t'] = table['\n'] = std::uint8_t(place::attribute);
  for (unsigned char c : std::string_view{"&<>\"'"})
    table[c] = 3;
  return table;
}();

std::string_view escape_of(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&apos;";
  case '\r':
    return "&#13;";
  case '\n':
    return "&#10;";
  case '\t':
    return "&#9;";
  default:
    return "\xEF\xBF\xBD"; // XML 1.0 §2.2 has no such character
  }
}

constexpr std::size_t block = 16; // bytes that are looked at together

// A vector of GCC and Clang, whatever the machine: its compiler does not see
// that the plain loop is one.
using byte_block [[gnu::vector_size(block)]] = unsigned char;

/// Whether any byte of a block may need escaping: of most blocks none does.
bool is_suspicious(const char* bytes) {
  byte_block x;
  std::memcpy(&x, bytes, sizeof x);
  const auto found = (x < 0x20) | (x == '&') | (x == '<') | (x == '>')
                     | (x == '"') | (x == '\'');
  std::array<std::uint64_t, 2> halves{};
  static_assert(sizeof halves == sizeof found);
  std::memcpy(halves.data(), &found, sizeof found);
  return (halves[0] | halves[1]) != 0;
}

void escape(std::string& out, std::string_view text, place where) {
  const auto mask = static_cast<std::uint8_t>(where);
  const char* run = text.data();
  const char* const end = run + text.size();
  for (const char* i = run; i != end;) {
    if (end - i >= std::ptrdiff_t{block} && !is_suspicious(i)) {
      i += block;
      continue;
    }
    const char* const stop = end - i > std::ptrdiff_t{block} ? i + block : end;
    for (; i != stop; ++i) {
      if ((escaped_in[static_cast<unsigned char>(*i)] & mask) == 0)
        continue;
      out.append(run, i);
      out += escape_of(*i);
      run = i + 1;
    }
  }
  out.append(run, end);
}

/// The prefix of an element's name, as far as it needs one. The namespace of
/// `xml:` may not be declared as a default (Namespaces in XML §3).
std::string_view prefix_of(std::string_view ns) {
  if (ns == ns::stream)
    return "stream:";
  return ns == ns::xml ? std::string_view{"xml:"} : std::string_view{};
}

void write_name(std::string& out, std::string_view prefix,
                std::string_view name) {
  out += prefix;
  out += name;
}

} // namespace

void write_escaped(std::string& out, std::string_view text) {
  escape(out, text, place::content);
}

void write_attribute(std::string& out, std::string_view name,
                     std::string_view value) {
  out += ' ';
  out += name;
  out += "='";
  escape(out, value, place::attribute);
  out += '\'';
}

void write_attributes(std::string& out, std::span<const attribute> attributes) {
  int declared = 0;
  for (const auto& x : attributes) {
    if (x.ns.empty()) {
      write_attribute(out, x.name, x.value);
    } else if (x.ns == ns::xml) {
      write_attribute(out, "xml:" + x.name, x.value);
    } else {
      const auto prefix = "a" + std::to_string(declared++);
      write_attribute(out, "xmlns:" + prefix, x.ns);
      write_attribute(out, prefix + ':' + x.name, x.value);
    }
  }
}

void write(std::string& out, const element& tag,
           std::string_view inherited_ns) {
  const auto prefix = prefix_of(tag.ns());
  out += '<';
  write_name(out, prefix, tag.name());
  if (prefix.empty() && tag.ns() != inherited_ns) {
    write_attribute(out, "xmlns", tag.ns());
    inherited_ns = tag.ns();
  }
  write_attributes(out, tag.attributes());
  if (tag.empty()) {
    out += "/>";
    return;
  }
  out += '>';
  write(out, tag.nodes(), inherited_ns);
  out += "</";
  write_name(out, prefix, tag.name());
  out += '>';
}

void write(std::string& out, std::span<const node> nodes,
           std::string_view inherited_ns) {
  for (const auto& x : nodes) {
    if (x.is_text)
      write_escaped(out, x.text);
    else
      write(out, x.tag, inherited_ns);
  }
}

std::string to_string(const element& tag, std::string_view inherited_ns) {
  std::string result;
  write(result, tag, inherited_ns);
  return result;
}

std::ostream& operator<<(std::ostream& out, const element& tag) {
  return out << to_string(tag);
}

} // namespace troupe::xml
