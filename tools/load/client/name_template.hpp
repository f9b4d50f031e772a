// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/load/client/problem.hpp"

namespace troupe::load {

/// The names of the accounts: a text in which `{}` stands for the number.
class name_template {
public:
  /// "u{}".
  name_template() = default;
  /// Fails unless `text` has exactly one `{}` and can be a localpart.
  static outcome<name_template> parse(std::string_view text);

  /// The name of account `number`, e.g. "u17".
  std::string of(std::uint64_t number) const;

private:
  std::string before_ = "u";
  std::string after_;
};

} // namespace troupe::load
