// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/system/result.hpp>

#include "xml/element.hpp"
#include "xml/errors.hpp"

/// Result Set Management, XEP-0059 1.0.
namespace troupe::part {

namespace ns {
inline constexpr std::string_view result_sets
    = "http://jabber.org/protocol/rsm";
}

/// Which page of a result set is asked for.
struct page_request {
  std::size_t max = 0;
  std::optional<std::string> after;  ///< items behind this one (§2.2)
  std::optional<std::string> before; ///< items ahead of this one (§2.3)
  bool last = false; ///< the last ones of what is selected (§2.3, §2.5)
};

/// Reads a `<set/>`; null: the first page. `max` is at most `cap`, and `cap`
/// where it is not given. By index (§2.6) there are no pages:
/// `feature-not-implemented`; a bad number is a `bad-request`.
boost::system::result<page_request, xml::stanza_error>
read_page_request(const xml::element* set, std::size_t cap);

/// The `<set/>` of a page: its first and last item, empty where it has none
/// (§2.2), and how many there are in all where that is known.
xml::element result_set(std::string_view first, std::string_view last,
                        std::optional<std::uint64_t> count = {});

} // namespace troupe::part
