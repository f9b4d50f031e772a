// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

namespace troupe::persistence {

/// Whether `there` has each of the words in `wanted`. Both are words with a
/// space between them; no wanted word is always there.
inline bool has_words(std::string_view there, std::string_view wanted) {
  auto is_there = [there](std::string_view word) {
    for (auto at = there.find(word); at != std::string_view::npos;
         at = there.find(word, at + 1)) {
      auto end = at + word.size();
      if ((at == 0 || there[at - 1] == ' ')
          && (end == there.size() || there[end] == ' '))
        return true;
    }
    return false;
  };
  while (!wanted.empty()) {
    auto end = std::min(wanted.find(' '), wanted.size());
    if (!is_there(wanted.substr(0, end)))
      return false;
    wanted.remove_prefix(std::min(end + 1, wanted.size()));
  }
  return true;
}

} // namespace troupe::persistence
