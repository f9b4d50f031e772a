// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <config/server_config.hpp>

#include <toml++/toml.h>

namespace troupe::config {

using contact_list = decltype(host_section::contacts);

/// Checks a text and may replace it by its enforced form; returns what is
/// wrong with it, empty if nothing is.
using text_check = std::string (*)(std::string& text);

/// What a value must satisfy beyond its type.
struct rule {
  std::span<const std::string_view> choices = {}; ///< texts allowed
  text_check check = nullptr;    ///< for a text, or each text of a list
  std::uint64_t at_least = 0;    ///< for numbers; 0 itself is always allowed
  std::uint64_t at_most = 0;     ///< for numbers; 0: the type's usual bound
  std::string_view example = {}; ///< a right value where the default is empty
};

/// The types that a key may have.
using target
    = std::variant<bool*, std::size_t*, std::chrono::seconds*, std::string*,
                   std::filesystem::path*, std::vector<std::string>*,
                   conflict_policy*, contact_list*>;

/// One key of the section `T`, the member that holds it and its rule.
template <class T>
struct field {
  template <class M>
  constexpr field(std::string_view k, M T::*m, rule r = {})
      : key(k), member(m), rules(r) {}

  target in(T& section) const {
    return std::visit([&](auto m) -> target { return &(section.*m); }, member);
  }

  std::string_view key;
  std::variant<bool T::*, std::size_t T::*, std::chrono::seconds T::*,
               std::string T::*, std::filesystem::path T::*,
               std::vector<std::string> T::*, conflict_policy T::*,
               contact_list T::*>
      member;
  rule rules;
};

/// A value as TOML would write it: the default shown in messages and tests.
std::string render(const target& value, const rule& rules = {});

/// Collects the faults of one file.
class fault_list {
public:
  explicit fault_list(std::string file) : file_(std::move(file)) {}

  void add(std::size_t line, std::string key, std::string message);
  bool empty() const { return errors_.empty(); }
  /// All of them, sorted by line.
  config_errors take();

private:
  std::string file_;
  config_errors errors_;
};

/// One table of the file under its name; an absent one reads as empty. Borrows
/// the table and the list.
class section {
public:
  section(std::string name, const toml::table* table, fault_list& faults)
      : name_(std::move(name)), table_(table), faults_(&faults) {}

  bool has(std::string_view key) const;
  /// The line of the key, else of the section, else 0.
  std::size_t line(std::string_view key = {}) const;
  void fault(std::string_view key, std::string message) const;
  void fault_at(std::size_t line, std::string_view key,
                std::string message) const;

  /// Reads every key of the table of fields that is there.
  template <class T, std::size_t N>
  void read(const std::array<field<T>, N>& fields, T& into) const {
    T defaults;
    for (const auto& f : fields)
      read_key(f.key, f.in(into), render(f.in(defaults), f.rules), f.rules);
  }

  /// Faults each key that is not in `known`; `elsewhere` are the dotted keys
  /// of the whole file.
  void refuse_unknown(std::span<const std::string_view> known,
                      std::span<const std::string> elsewhere) const;

private:
  void read_key(std::string_view key, const target& into,
                const std::string& default_text, const rule& rules) const;

  std::string name_;
  const toml::table* table_;
  fault_list* faults_;
};

/// The word nearest to `text` by edit distance; empty if none is near.
std::string_view nearest(std::string_view text,
                         std::span<const std::string_view> words);

} // namespace troupe::config
