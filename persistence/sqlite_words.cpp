// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_words.hpp"

namespace troupe::persistence {

std::string sqlite_match(std::string_view words) {
  std::string query = "\"";
  for (char c : words)
    if (c == ' ')
      query += "\" AND \"";
    else
      query += c == '"' ? "\"\"" : std::string(1, c);
  return query + '"';
}

} // namespace troupe::persistence
