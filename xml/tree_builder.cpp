// SPDX-License-Identifier: Apache-2.0
#include "xml/tree_builder.hpp"

#include <cassert>
#include <iterator>
#include <utility>

namespace troupe::xml {

void tree_builder::open(std::string_view name, std::string_view ns,
                        std::vector<attribute> attributes) {
  auto& tag = open_.emplace_back(frame{{name, ns}, content_.size()}).tag;
  tag.assign(std::move(attributes), {});
}

void tree_builder::text(std::string_view chars) {
  assert(depth() > 0);
  if (content_.size() > open_.back().first && content_.back().is_text)
    content_.back().text += chars;
  else
    content_.emplace_back(chars);
}

void tree_builder::close() {
  assert(depth() > 0);
  auto [tag, first] = std::move(open_.back());
  open_.pop_back();
  const auto begin = content_.begin() + std::ptrdiff_t(first);
  auto attributes = std::move(tag).take_attributes();
  // NOLINTNEXTLINE(bugprone-use-after-move): only the attributes were taken
  tag.assign(std::move(attributes),
             {std::move_iterator{begin}, std::move_iterator{content_.end()}});
  content_.erase(begin, content_.end());
  content_.emplace_back(std::move(tag));
}

element tree_builder::take() {
  assert(depth() == 0 && content_.size() == 1);
  auto tag = std::move(content_.back().tag);
  content_.clear();
  return tag;
}

} // namespace troupe::xml
