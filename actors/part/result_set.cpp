// SPDX-License-Identifier: Apache-2.0
#include "actors/part/result_set.hpp"

#include <algorithm>
#include <charconv>

namespace troupe::part {

namespace {

using xml::condition;
using xml::stanza_error;

xml::element item(std::string_view name, std::string_view text) {
  return xml::element{name, ns::result_sets}.with_text(text);
}

std::optional<std::size_t> number(const std::string& text) {
  std::size_t n = 0;
  const auto* end = text.data() + text.size();
  auto [rest, failed] = std::from_chars(text.data(), end, n);
  if (failed == std::errc::result_out_of_range)
    return static_cast<std::size_t>(-1);
  return failed == std::errc{} && rest == end ? std::optional{n} : std::nullopt;
}

} // namespace

boost::system::result<page_request, stanza_error>
read_page_request(const xml::element* set, std::size_t cap) {
  page_request page{.max = cap};
  if (!set)
    return page;
  if (set->child("index", ns::result_sets))
    return stanza_error::make(condition::feature_not_implemented,
                              "pages are asked for by before and after");
  if (const auto* max = set->child("max", ns::result_sets)) {
    auto n = number(max->text());
    if (!n)
      return stanza_error::make(condition::bad_request, "max is not a number");
    page.max = std::min(*n, cap);
  }
  if (const auto* after = set->child("after", ns::result_sets))
    if (auto id = after->text(); !id.empty())
      page.after = std::move(id);
  if (const auto* before = set->child("before", ns::result_sets)) {
    page.last = true; // §2.5: an empty one asks for the last page
    if (auto id = before->text(); !id.empty())
      page.before = std::move(id);
  }
  return page;
}

xml::element result_set(std::string_view first, std::string_view last,
                        std::optional<std::uint64_t> count) {
  xml::element set{"set", ns::result_sets};
  if (!first.empty()) {
    set.add(item("first", first));
    set.add(item("last", last));
  }
  if (count)
    set.add(item("count", std::to_string(*count)));
  return set;
}

} // namespace troupe::part
