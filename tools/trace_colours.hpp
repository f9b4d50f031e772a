// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace troupe::tools {

/// The colours of a terminal, as far as they are wanted.
class paint {
public:
  explicit paint(bool wanted) : wanted_(wanted) {}

  std::string good(std::string_view text) const { return in("32", text); }
  std::string bad(std::string_view text) const { return in("31", text); }
  std::string waiting(std::string_view text) const { return in("33", text); }
  std::string strong(std::string_view text) const { return in("1", text); }
  std::string faint(std::string_view text) const { return in("2", text); }

  /// In the colour of an outcome.
  std::string outcome(std::string_view name, std::string_view text) const {
    if (name == "delivered" || name == "copied")
      return good(text);
    if (name == "stored" || name == "held")
      return waiting(text);
    return name == "noted" || name.empty() ? std::string{text} : bad(text);
  }

private:
  std::string in(std::string_view code, std::string_view text) const {
    if (!wanted_ || text.empty())
      return std::string{text};
    return "\033[" + std::string{code} + "m" + std::string{text} + "\033[0m";
  }

  bool wanted_;
};

} // namespace troupe::tools
