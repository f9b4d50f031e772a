// SPDX-License-Identifier: Apache-2.0
#include "tools/json_members.hpp"

#include <cmath>

namespace troupe::tools {

using nlohmann::json;

const json& member_in(const json& object, std::string_view name) {
  static const json none;
  if (!object.is_object())
    return none;
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

const json& list_in(const json& object, std::string_view name) {
  static const json none = json::array();
  const auto& found = member_in(object, name);
  return found.is_array() ? found : none;
}

std::string text_in(const json& object, std::string_view name) {
  const auto& found = member_in(object, name);
  return found.is_string() ? found.get<std::string>() : std::string{};
}

double number_in(const json& object, std::string_view name) {
  const auto& found = member_in(object, name);
  const auto value = found.is_number() ? found.get<double>() : 0.0;
  return std::isfinite(value) ? value : 0.0;
}

std::uint64_t count_in(const json& object, std::string_view name) {
  const auto& found = member_in(object, name);
  // What is parsed is unsigned; a literal of a program may be signed.
  if (found.is_number_unsigned())
    return found.get<std::uint64_t>();
  const auto value = found.is_number_integer() ? found.get<std::int64_t>() : 0;
  return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

} // namespace troupe::tools
