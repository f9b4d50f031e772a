// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::part {

struct admin_argument {
  std::string_view name;
  std::string_view help;
  bool optional = false;
  bool secret = false; ///< a password
  bool flag = false;   ///< there or not; its value is then "true"
};

/// Something that administrators can ask for, as parts see it; what carries it
/// out is the catalogue of actors/admin.
struct admin_command {
  std::string_view name; ///< "adduser", "rooms list"
  std::string_view help;
  std::vector<admin_argument> arguments;
};

/// The arguments given, by name.
using admin_arguments = std::map<std::string, std::string, std::less<>>;

} // namespace troupe::part
