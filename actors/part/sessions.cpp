// SPDX-License-Identifier: Apache-2.0
#include "actors/part/sessions.hpp"

#include <algorithm>

namespace troupe::part {

session_record& session_table::add(session_record s) {
  records_.push_back(std::move(s));
  return records_.back();
}

void session_table::remove(std::uint64_t id) {
  std::erase_if(records_, [id](const auto& s) { return s.id == id; });
}

session_record* session_table::find(std::uint64_t id) {
  for (auto& s : records_)
    if (s.id == id)
      return &s;
  return nullptr;
}

session_record* session_table::find(std::string_view resource) {
  for (auto& s : records_)
    if (s.full.resource() == resource)
      return &s;
  return nullptr;
}

bool session_table::any_available() const {
  return std::ranges::any_of(records_, &session_record::available);
}

} // namespace troupe::part
