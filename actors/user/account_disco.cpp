// SPDX-License-Identifier: Apache-2.0
#include "actors/user/account_disco.hpp"

#include <set>

#include "actors/part/disco_elements.hpp"
#include "actors/user/offline_retrieval.hpp"
#include "actors/user/parts.hpp"
#include "actors/user/visibility.hpp"

namespace troupe::user {

using xml::condition;

namespace {

/// Those of all user parts that the configuration leaves on, each once.
xml::element account_info(const config::server_config& c) {
  std::set<std::string_view> features;
  for (const auto& card : user_parts().cards())
    for (const auto& var : card.account_features)
      if (!card.is_offered || card.is_offered(c, var))
        features.insert(var);
  auto query = xml::element{"query", part::ns::disco_info}.with(
      xml::element{"identity", part::ns::disco_info}
          .with("category", "account")
          .with("type", "registered"));
  for (auto var : features)
    query.add(part::feature(var));
  return query;
}

bool is_for_offline_messages(const part::iq_request& request) {
  return request.payload.attr_or_empty("node") == ns::offline_messages;
}

} // namespace

part::card account_disco::about() {
  return {.name = "account_disco",
          .title = "Service Discovery",
          .xep = "0030",
          .version = "2.5.0",
          .account_features = {std::string{part::ns::disco_info},
                               std::string{part::ns::disco_items}}};
}

void account_disco::declare(part::user_declaration<account_disco>& d) {
  using enum part::who;
  d.iq<&account_disco::info>(xml::iq_type::get, "query", part::ns::disco_info,
                             anyone);
  d.iq<&account_disco::items>(xml::iq_type::get, "query", part::ns::disco_items,
                              anyone);
}

// §8 has the items of a stranger's account be empty, but those of no account
// are service-unavailable (RFC 6121 §8.5.1): both must look the same.
bool account_disco::may_ask(const part::iq_request& request) {
  if (!may_see_presence(context_, request.iq.from())) {
    context_.reject(request.iq, condition::service_unavailable);
    return false;
  }
  if (!request.payload.attr_or_empty("node").empty()) { // §7: there is none
    context_.reject(request.iq, condition::item_not_found);
    return false;
  }
  return true;
}

void account_disco::info(const part::iq_request& request) {
  if (is_for_offline_messages(request))
    return context_.sibling<offline_retrieval>().info(request);
  if (may_ask(request))
    context_.reply(request.iq, account_info(context_.configuration()));
}

// §4.1: the available resources.
void account_disco::items(const part::iq_request& request) {
  if (is_for_offline_messages(request))
    return context_.sibling<offline_retrieval>().items(request);
  if (!may_ask(request))
    return;
  xml::element query{"query", part::ns::disco_items};
  for (const auto& s : context_.sessions().all())
    if (s.available)
      query.add(xml::element{"item", part::ns::disco_items}.with("jid",
                                                                 s.full.str()));
  context_.reply(request.iq, std::move(query));
}

} // namespace troupe::user
