// SPDX-License-Identifier: Apache-2.0
// How each type of value is read from TOML, and written back as text.
#include <algorithm>

#include <config/keys.hpp>
#include <config/section.hpp>

#include <fmt/format.h>

namespace troupe::config {

namespace {

constexpr std::uint64_t usual_bound = std::uint64_t{1} << 40;
// A year; clocks can add it to any time without overflow.
constexpr std::uint64_t longest_seconds = 365 * 24 * 3600;

std::string in_quotes(std::string_view text) {
  return fmt::format("\"{}\"", text);
}

std::string quoted_list(const std::vector<std::string>& texts) {
  std::vector<std::string> parts;
  std::transform(texts.begin(), texts.end(), std::back_inserter(parts),
                 in_quotes);
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

std::string one_of(std::span<const std::string_view> choices) {
  std::string text = choices.size() > 1 ? "one of " : "";
  for (auto c : choices)
    text += (c == choices.front() ? "" : ", ") + in_quotes(c);
  return text;
}

/// Reads one key; each overload stores the value or reports a fault.
struct value_reader {
  const section& owner;
  std::string_view key;
  const toml::node& node;
  const rule& rules;
  std::string example; // a right value in TOML

  void fault(const toml::node& at, std::string message) const {
    owner.fault_at(at.source().begin.line, key, std::move(message));
  }

  void wrong_type(const toml::node& at, std::string_view wanted) const {
    fault(at, fmt::format("must be {}, e.g. {} = {}", wanted, key, example));
  }

  void operator()(bool* into) const {
    if (auto x = node.value_exact<bool>())
      *into = *x;
    else
      wrong_type(node, "true or false");
  }

  bool number(std::uint64_t& into, std::uint64_t bound) const {
    auto x = node.value_exact<std::int64_t>();
    if (!x) {
      wrong_type(node,
                 bound == longest_seconds ? "whole seconds" : "a whole number");
      return false;
    }
    auto most = rules.at_most ? rules.at_most : bound;
    if (*x < 0 || static_cast<std::uint64_t>(*x) > most) {
      fault(node, fmt::format("must be from 0 to {}, e.g. {} = {}", most, key,
                              example));
      return false;
    }
    into = static_cast<std::uint64_t>(*x);
    if (into != 0 && into < rules.at_least) {
      fault(node, fmt::format("must be 0 or at least {}, e.g. {} = {}",
                              rules.at_least, key, example));
      return false;
    }
    return true;
  }

  void operator()(std::size_t* into) const {
    if (std::uint64_t x = 0; number(x, usual_bound))
      *into = x;
  }

  void operator()(std::chrono::seconds* into) const {
    if (std::uint64_t x = 0; number(x, longest_seconds))
      *into = std::chrono::seconds(x);
  }

  bool text(const toml::node& from, std::string& into) const {
    auto x = from.value_exact<std::string>();
    if (!x) {
      wrong_type(from, &from == &node ? "a text in quotes"
                                      : "a list of texts in quotes");
      return false;
    }
    into = std::move(*x);
    if (!rules.choices.empty()
        && std::ranges::find(rules.choices, into) == rules.choices.end()) {
      fault(from, fmt::format("{} is unknown; it must be {}", in_quotes(into),
                              one_of(rules.choices)));
      return false;
    }
    if (auto wrong = rules.check ? rules.check(into) : std::string{};
        !wrong.empty()) {
      fault(from, std::move(wrong));
      return false;
    }
    return true;
  }

  void operator()(std::string* into) const {
    if (std::string x; text(node, x))
      *into = std::move(x);
  }

  void operator()(std::filesystem::path* into) const {
    if (std::string x; text(node, x))
      *into = std::move(x);
  }

  void operator()(conflict_policy* into) const {
    std::string x;
    if (!text(node, x))
      return;
    auto at = std::ranges::find(rules.choices, x) - rules.choices.begin();
    *into = static_cast<conflict_policy>(at);
  }

  void operator()(std::vector<std::string>* into) const {
    read_list(node, *into);
  }

  void read_list(const toml::node& from, std::vector<std::string>& into) const {
    auto* array = from.as_array();
    if (!array)
      return wrong_type(from, "a list of texts in brackets");
    into.clear();
    for (const auto& element : *array)
      if (std::string x; text(element, x))
        into.push_back(std::move(x));
  }

  void operator()(contact_list* into) const {
    auto* table = node.as_table();
    if (!table)
      return wrong_type(node, "a table of lists");
    for (const auto& [kind, list] : *table) {
      if (std::ranges::find(contact_kinds, kind.str()) == contact_kinds.end()) {
        fault(list, fmt::format("unknown kind of contact {}; it must be {}",
                                in_quotes(kind.str()), one_of(contact_kinds)));
        continue;
      }
      std::vector<std::string> uris;
      read_list(list, uris);
      into->emplace_back(kind.str(), std::move(uris));
    }
  }
};

struct value_writer {
  const rule& rules;

  std::string operator()(const bool* x) const { return *x ? "true" : "false"; }
  std::string operator()(const std::size_t* x) const {
    return std::to_string(*x);
  }
  std::string operator()(const std::chrono::seconds* x) const {
    return std::to_string(x->count());
  }
  std::string operator()(const std::string* x) const { return in_quotes(*x); }
  std::string operator()(const std::filesystem::path* x) const {
    return in_quotes(x->string());
  }
  std::string operator()(const std::vector<std::string>* x) const {
    return quoted_list(*x);
  }
  std::string operator()(const conflict_policy* x) const {
    return in_quotes(rules.choices[static_cast<std::size_t>(*x)]);
  }
  std::string operator()(const contact_list* x) const {
    std::vector<std::string> parts;
    for (const auto& [kind, uris] : *x)
      parts.push_back(kind + " = " + quoted_list(uris));
    return fmt::format("{{ {} }}", fmt::join(parts, ", "));
  }
};

} // namespace

std::string render(const target& value, const rule& rules) {
  return std::visit(value_writer{rules}, value);
}

void section::read_key(std::string_view key, const target& into,
                       const std::string& default_text,
                       const rule& rules) const {
  const auto* node = table_ ? table_->get(key) : nullptr;
  if (!node)
    return;
  auto example
      = rules.example.empty() ? default_text : std::string{rules.example};
  std::visit(value_reader{*this, key, *node, rules, std::move(example)}, into);
}

} // namespace troupe::config
