// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "xml/symbol.hpp"

namespace troupe::xml {

struct node;

/// One attribute. `ns` is empty for the usual unprefixed attribute.
struct attribute {
  std::string name;
  std::string value;
  std::string ns;

  bool operator==(const attribute&) const = default;
};

/// An XML element with its namespace resolved: a plain value that owns its
/// subtree. Prefixes are not kept; the writer declares what is needed.
class element {
public:
  element() = default;
  element(std::string_view name, std::string_view ns);
  element(const element&);
  element(element&&) noexcept;
  element& operator=(const element&);
  element& operator=(element&&) noexcept;
  ~element();

  const std::string& name() const { return name_.str(); }
  const std::string& ns() const { return ns_.str(); }
  bool is(std::string_view name, std::string_view ns) const;

  /// The attribute's value, or nothing where it is absent.
  std::optional<std::string_view> attr(std::string_view name,
                                       std::string_view ns = {}) const;
  /// The attribute's value, or the empty string where it is absent.
  std::string_view attr_or_empty(std::string_view name,
                                 std::string_view ns = {}) const;
  std::span<const attribute> attributes() const { return attributes_; }

  /// Text and elements in document order.
  std::span<const node> nodes() const;
  bool empty() const;
  /// The first child of that name and namespace, or null.
  const element* child(std::string_view name, std::string_view ns) const;
  /// The first child element of any name, or null.
  const element* first_child() const;
  /// All child elements, in order.
  std::vector<const element*> children() const;
  /// The direct text content, joined.
  std::string text() const;

  /// Sets or replaces an attribute.
  element& set(std::string_view name, std::string_view value,
               std::string_view ns = {});
  element& unset(std::string_view name, std::string_view ns = {});
  /// Makes room for so many children.
  element& reserve(std::size_t children);
  element& add(element child);
  element& add_text(std::string_view text);
  /// Removes the direct children for which `name` and `ns` match.
  element& remove(std::string_view name, std::string_view ns);

  /// The same as `set`, `add` and `add_text`, for building in one expression.
  element with(std::string_view name, std::string_view value) &&;
  element with(element child) &&;
  element with_text(std::string_view text) &&;

  bool operator==(const element&) const;

  /// Takes the content out, or puts it in.
  std::vector<node> take_nodes() &&;
  std::vector<attribute> take_attributes() &&;
  void assign(std::vector<attribute> attributes, std::vector<node> nodes);

private:
  symbol name_;
  symbol ns_;
  std::vector<attribute> attributes_;
  std::vector<node> nodes_;
};

/// A child: an element, or text where `is_text`.
struct node {
  node(element child) : tag(std::move(child)) {}
  explicit node(std::string_view chars) : text(chars), is_text(true) {}

  element tag;
  std::string text;
  bool is_text = false;

  bool operator==(const node&) const = default;
};

} // namespace troupe::xml
