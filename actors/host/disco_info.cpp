// SPDX-License-Identifier: Apache-2.0
#include "actors/host/disco_info.hpp"

#include <set>

#include "actors/host/contact.hpp"

namespace troupe::host {

xml::element disco_info(std::span<const part::card> cards,
                        const config::host_section& host) {
  xml::element query{"query", ns::disco_info};
  // Two parts may share a feature, which XEP-0115 §5.4 wants once.
  std::set<std::string_view> features;
  for (const auto& card : cards) {
    for (const auto& x : card.server_identities)
      query.add(to_element(x));
    features.insert(card.server_features.begin(), card.server_features.end());
  }
  for (auto var : features)
    query.add(feature(var));
  if (auto form = contact_form(host))
    query.add(std::move(*form));
  return query;
}

} // namespace troupe::host
