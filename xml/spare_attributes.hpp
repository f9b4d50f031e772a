// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "xml/element.hpp"

namespace troupe::xml {

/// The memory that the attributes of a thread's last stanza were in, for those
/// of the next one.
class spare_attributes {
public:
  /// An empty list, with room if there is any.
  static std::vector<attribute> take() { return std::exchange(kept(), {}); }

  static void give_back(std::vector<attribute> list) {
    list.clear();
    if (list.capacity() <= most)
      kept() = std::move(list);
  }

private:
  static constexpr std::size_t most = 16;

  static std::vector<attribute>& kept() {
    thread_local std::vector<attribute> list;
    return list;
  }
};

} // namespace troupe::xml
