// SPDX-License-Identifier: Apache-2.0
#include "xml/element.hpp"

#include <algorithm>
#include <utility>

namespace troupe::xml {

namespace {

auto matching(std::string_view name, std::string_view ns) {
  return [=](const attribute& x) { return x.name == name && x.ns == ns; };
}

} // namespace

element::element(std::string_view name, std::string_view ns)
    : name_(name), ns_(ns) {
}

element::element(const element&) = default;
element::element(element&&) noexcept = default;
element& element::operator=(const element&) = default;
element& element::operator=(element&&) noexcept = default;
element::~element() = default;

bool element::is(std::string_view name, std::string_view ns) const {
  return name_.str() == name && ns_.str() == ns;
}

std::optional<std::string_view> element::attr(std::string_view name,
                                              std::string_view ns) const {
  auto found = std::ranges::find_if(attributes_, matching(name, ns));
  if (found == attributes_.end())
    return std::nullopt;
  return found->value;
}

std::string_view element::attr_or_empty(std::string_view name,
                                        std::string_view ns) const {
  return attr(name, ns).value_or(std::string_view{});
}

std::span<const node> element::nodes() const {
  return nodes_;
}

bool element::empty() const {
  return nodes_.empty();
}

const element* element::child(std::string_view name,
                              std::string_view ns) const {
  for (const auto& x : nodes_)
    if (!x.is_text && x.tag.is(name, ns))
      return &x.tag;
  return nullptr;
}

const element* element::first_child() const {
  for (const auto& x : nodes_)
    if (!x.is_text)
      return &x.tag;
  return nullptr;
}

std::vector<const element*> element::children() const {
  std::vector<const element*> result;
  for (const auto& x : nodes_)
    if (!x.is_text)
      result.push_back(&x.tag);
  return result;
}

std::string element::text() const {
  std::string result;
  for (const auto& x : nodes_)
    if (x.is_text)
      result += x.text;
  return result;
}

element& element::set(std::string_view name, std::string_view value,
                      std::string_view ns) {
  auto found = std::ranges::find_if(attributes_, matching(name, ns));
  if (found != attributes_.end()) {
    found->value = value;
    return *this;
  }
  if (attributes_.capacity() == 0)
    attributes_.reserve(4); // of what has any, most has two to four
  attributes_.push_back(
      {std::string{name}, std::string{value}, std::string{ns}});
  return *this;
}

element& element::reserve(std::size_t children) {
  nodes_.reserve(children);
  return *this;
}

element& element::unset(std::string_view name, std::string_view ns) {
  std::erase_if(attributes_, matching(name, ns));
  return *this;
}

element& element::add(element child) {
  nodes_.emplace_back(std::move(child));
  return *this;
}

element& element::add_text(std::string_view text) {
  if (text.empty())
    return *this;
  if (!nodes_.empty() && nodes_.back().is_text)
    nodes_.back().text += text;
  else
    nodes_.emplace_back(text);
  return *this;
}

element& element::remove(std::string_view name, std::string_view ns) {
  std::erase_if(
      nodes_, [=](const node& x) { return !x.is_text && x.tag.is(name, ns); });
  return *this;
}

element element::with(std::string_view name, std::string_view value) && {
  return std::move(set(name, value));
}

element element::with(element child) && {
  return std::move(add(std::move(child)));
}

element element::with_text(std::string_view text) && {
  return std::move(add_text(text));
}

std::vector<node> element::take_nodes() && {
  return std::move(nodes_);
}

std::vector<attribute> element::take_attributes() && {
  return std::move(attributes_);
}

void element::assign(std::vector<attribute> attributes,
                     std::vector<node> nodes) {
  attributes_ = std::move(attributes);
  nodes_ = std::move(nodes);
}

// The order of attributes is not significant in XML.
bool element::operator==(const element& other) const {
  return name_ == other.name_ && ns_ == other.ns_
         && std::ranges::is_permutation(attributes_, other.attributes_)
         && nodes_ == other.nodes_;
}

} // namespace troupe::xml
