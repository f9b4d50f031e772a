// SPDX-License-Identifier: Apache-2.0
#include "tests/support/play_pattern.hpp"

#include <algorithm>
#include <regex>

#include "actors/auth/base64.hpp"
#include "xml/namespaces.hpp"
#include "xml/stream_parser.hpp"
#include "xml/writer.hpp"

namespace troupe::support {

using xml::element;

namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == text.npos;
}

std::string quoted(std::string_view literal) {
  std::string result;
  for (char c : literal) {
    if (std::string_view{"^$\\.*+?()[]{}|"}.find(c) != std::string_view::npos)
      result += '\\';
    result += c;
  }
  return result;
}

struct compiled {
  std::string regex;
  std::vector<std::string> names; ///< of the groups
};

void add_placeholder(compiled& to, const std::string& name,
                     const captures& known) {
  if (name == "any") {
    to.regex += "[\\s\\S]*";
  } else if (name == "utc") {
    to.regex += "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z";
  } else if (name == "number") {
    to.regex += "\\d+";
  } else if (auto old = known.find(name); old != known.end()) {
    to.regex += quoted(old->second);
  } else if (auto place = std::ranges::find(to.names, name);
             place != to.names.end()) {
    to.regex += '\\' + std::to_string(place - to.names.begin() + 1);
  } else {
    to.names.push_back(name);
    to.regex += "([\\s\\S]+)";
  }
}

/// The part from `{` to `}` at the start of the text; empty if there is none.
std::string_view braces(std::string_view text) {
  if (!text.starts_with('{'))
    return {};
  auto end = text.find('}');
  return end == text.npos ? std::string_view{} : text.substr(0, end + 1);
}

compiled compile(std::string_view pattern, const captures& known) {
  compiled result;
  while (!pattern.empty()) {
    if (auto name = braces(pattern); !name.empty()) {
      add_placeholder(result, std::string{name.substr(1, name.size() - 2)},
                      known);
      pattern.remove_prefix(name.size());
      continue;
    }
    auto end = std::min(pattern.find('{', 1), pattern.size());
    result.regex += quoted(pattern.substr(0, end));
    pattern.remove_prefix(end);
  }
  return result;
}

/// Whether a server may add this where a pattern has nothing of it. Of an IQ
/// that is also a `from` that goes without saying (RFC 6120 §8.1.2.1).
bool is_default(const element& tag, const xml::attribute& a,
                const xml::jid& self) {
  if (a.name == "lang" && a.ns == xml::ns::xml)
    return true;
  if (a.name == "from" && tag.is("iq", xml::ns::client))
    return a.value == self.bare_view();
  return a.name == "to"
         && (a.value == self.str() || a.value == self.bare_view());
}

bool attributes_match(const element& pattern, const element& actual,
                      const xml::jid& self, captures& known) {
  for (const auto& a : pattern.attributes()) {
    auto value = actual.attr(a.name, a.ns);
    if (!value || !matches(a.value, *value, known))
      return false;
  }
  return std::ranges::all_of(actual.attributes(), [&](const auto& a) {
    return pattern.attr(a.name, a.ns) || is_default(actual, a, self);
  });
}

/// Descriptive texts of errors: RFC 6120 §4.9.2, §6.5 and §8.3.2.
bool is_error_text(const element& x) {
  return x.name() == "text"
         && (x.ns() == xml::ns::stream_errors || x.ns() == xml::ns::sasl
             || x.ns() == xml::ns::stanza_errors);
}

/// What archives add to messages (XEP-0359).
bool is_stanza_id(const element& x) {
  return x.is("stanza-id", "urn:xmpp:sid:0");
}

bool has_stanza_id(const element& x) {
  return std::ranges::any_of(x.children(),
                             [](const auto* c) { return is_stanza_id(*c); });
}

bool has_text(const element& x) {
  return std::ranges::any_of(x.children(),
                             [](const auto* c) { return is_error_text(*c); });
}

bool in_order(const std::vector<const element*>& wanted,
              const std::vector<const element*>& found, const xml::jid& self,
              captures& known) {
  return std::ranges::equal(wanted, found, [&](const auto* p, const auto* a) {
    return matches(*p, *a, self, known);
  });
}

bool among(const std::vector<const element*>& wanted,
           std::vector<const element*> found, const xml::jid& self,
           captures& known) {
  for (const auto* p : wanted) {
    auto place = std::ranges::find_if(
        found, [&](const auto* a) { return matches(*p, *a, self, known); });
    if (place == found.end())
      return false;
    found.erase(place);
  }
  return true;
}

bool content_matches(const element& pattern, const element& actual,
                     const xml::jid& self, captures& known) {
  auto wanted = pattern.children();
  auto found = actual.children();
  auto text = pattern.text();
  if (text.find("{...}") != text.npos)
    return among(wanted, std::move(found), self, known);
  if (!has_text(pattern))
    std::erase_if(found, [](const auto* c) { return is_error_text(*c); });
  if (!has_stanza_id(pattern))
    std::erase_if(found, [](const auto* c) { return is_stanza_id(*c); });
  auto actual_text = actual.text();
  auto same_text = wanted.empty() && !is_blank(text)
                       ? matches(text, actual_text, known)
                       : is_blank(text) && is_blank(actual_text);
  return same_text && in_order(wanted, found, self, known);
}

struct collector final : xml::stream_events {
  xml::parse_step on_stream_open(xml::stream_header) override {
    return xml::parse_step::proceed;
  }
  xml::parse_step on_element(element tag) override {
    elements.push_back(std::move(tag));
    return xml::parse_step::proceed;
  }
  xml::parse_step on_stream_close() override {
    return xml::parse_step::proceed;
  }
  std::vector<element> elements;
};

play_result<std::string> value_of(std::string_view name,
                                  const captures& known) {
  if (auto found = known.find(name); found != known.end())
    return found->second;
  if (name.starts_with("fill "))
    return std::string(std::stoul(std::string{name.substr(5)}), 'x');
  if (name.starts_with("plain ")) {
    auto rest = name.substr(6);
    auto space = std::min(rest.find(' '), rest.size());
    std::string message(1, '\0');
    message += rest.substr(0, space);
    message += '\0';
    message += rest.substr(std::min(space + 1, rest.size()));
    return auth::encode_base64(message);
  }
  return play_fault{0, std::string{name}};
}

} // namespace

bool matches(std::string_view pattern, std::string_view actual,
             captures& known) {
  if (pattern.find('{') == pattern.npos)
    return pattern == actual;
  auto rule = compile(pattern, known);
  std::match_results<std::string_view::const_iterator> found;
  if (!std::regex_match(actual.begin(), actual.end(), found,
                        std::regex{rule.regex}))
    return false;
  for (std::size_t i = 0; i < rule.names.size(); ++i)
    known[rule.names[i]] = found[i + 1].str();
  return true;
}

bool matches(const element& pattern, const element& actual,
             const xml::jid& self, captures& known) {
  auto trial = known;
  if (!pattern.is(actual.name(), actual.ns())
      || !attributes_match(pattern, actual, self, trial)
      || !content_matches(pattern, actual, self, trial))
    return false;
  known = std::move(trial);
  return true;
}

play_result<std::string> fill_in(std::string_view text, const captures& known) {
  std::string result;
  while (!text.empty()) {
    if (auto name = braces(text); !name.empty()) {
      auto value = value_of(name.substr(1, name.size() - 2), known);
      if (!value)
        return value.error();
      result += *value;
      text.remove_prefix(name.size());
      continue;
    }
    auto end = std::min(text.find('{', 1), text.size());
    result += text.substr(0, end);
    text.remove_prefix(end);
  }
  return result;
}

play_result<std::vector<element>> read_elements(std::string_view text) {
  xml::stream_parser parser{{0, 0, 0}};
  collector found;
  std::string stream = "<stream:stream xmlns='jabber:client' "
                       "xmlns:stream='http://etherx.jabber.org/streams'>";
  stream += text;
  stream += "</stream:stream>";
  if (auto outcome = parser.feed(stream, found); !outcome)
    return play_fault{0, std::string{xml::name_of(outcome.error().condition)}
                             + ": " + outcome.error().text};
  return std::move(found.elements);
}

std::string pretty(const element& x, std::size_t indent,
                   std::string_view inherited_ns) {
  std::string margin(indent, ' ');
  auto children = x.children();
  if (children.empty())
    return margin + xml::to_string(x, inherited_ns) + '\n';
  element head{x.name(), x.ns()};
  for (const auto& a : x.attributes())
    head.set(a.name, a.value, a.ns);
  auto tag = xml::to_string(head, inherited_ns);
  tag.replace(tag.rfind("/>"), 2, ">");
  auto result = margin + tag + '\n';
  for (const auto& n : x.nodes())
    if (!n.is_text)
      result += pretty(n.tag, indent + 2, x.ns());
    else if (!is_blank(n.text))
      result += margin + "  " + n.text + '\n';
  auto name = tag.substr(1, tag.find_first_of(" >", 1) - 1);
  return result + margin + "</" + name + ">\n";
}

} // namespace troupe::support
