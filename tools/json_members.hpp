// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

/// Members of JSON that may be missing or of another type: empty then.
namespace troupe::tools {

std::string text_in(const nlohmann::json& object, std::string_view name);
double number_in(const nlohmann::json& object, std::string_view name);
std::uint64_t count_in(const nlohmann::json& object, std::string_view name);
/// Null, or an empty array, if it is none.
const nlohmann::json& member_in(const nlohmann::json& object,
                                std::string_view name);
const nlohmann::json& list_in(const nlohmann::json& object,
                              std::string_view name);

/// What `read` makes of each member of a list.
template <class Read>
auto read_list(const nlohmann::json& list, Read read) {
  std::vector<decltype(read(list))> all;
  all.reserve(list.size());
  for (const auto& each : list)
    all.push_back(read(each));
  return all;
}

} // namespace troupe::tools
