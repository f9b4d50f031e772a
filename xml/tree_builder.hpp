// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "xml/element.hpp"

namespace troupe::xml {

/// Builds the tree of one top-level element from start tags, text and end
/// tags. Finished children wait in one list for their parent's end, so that
/// each element allocates its content once and in its right size.
class tree_builder {
public:
  /// How many elements are open.
  std::size_t depth() const { return open_.size(); }

  void open(std::string_view name, std::string_view ns,
            std::vector<attribute> attributes);
  /// @pre depth() > 0
  void text(std::string_view chars);
  /// Closes the innermost element. @pre depth() > 0
  void close();
  /// The top-level element. @pre it has just been closed
  element take();

private:
  struct frame {
    element tag;
    std::size_t first; // of its content, in `content_`
  };

  std::vector<frame> open_;
  std::vector<node> content_;
};

} // namespace troupe::xml
