// SPDX-License-Identifier: Apache-2.0
#include "actors/host/disco.hpp"

#include "actors/host/caps.hpp"
#include "actors/host/disco_info.hpp"

namespace troupe::host {

part::card disco::about() {
  return {.name = "disco",
          .title = "Service Discovery",
          .xep = "0030",
          .version = "2.5.0",
          .server_features
          = {std::string{ns::disco_info}, std::string{ns::disco_items}},
          .server_identities = {{"server", "im", "Troupe"}}};
}

void disco::declare(part::host_declaration<disco>& d) {
  using enum part::who;
  d.iq<&disco::info>(xml::iq_type::get, "query", ns::disco_info, anyone);
  d.iq<&disco::items>(xml::iq_type::get, "query", ns::disco_items, anyone);
}

void disco::answer(const xml::stanza& iq, ad_hoc_disco told) {
  if (!told) // XEP-0030 §7: no such node
    context_.reject(iq, xml::condition::item_not_found);
  else if (!*told)
    context_.reject(iq, told->error());
  else
    context_.reply(iq, std::move(**told));
}

void disco::info(const part::iq_request& request) {
  auto query = disco_info(context_.cards(), context_.host());
  auto node = request.payload.attr_or_empty("node");
  if (!node.empty()) {
    auto own = std::string{caps_node} + "#" + verification_string(query);
    if (node != own)
      return answer(request.iq, ad_hoc_info(context_, request.iq.from(), node));
    query.set("node", node);
  }
  context_.reply(request.iq, std::move(query));
}

// Of nodes, commands have items only; the host has one at most: its rooms.
void disco::items(const part::iq_request& request) {
  if (auto node = request.payload.attr_or_empty("node"); !node.empty())
    return answer(request.iq, ad_hoc_items(context_, request.iq.from(), node));
  xml::element query{"query", ns::disco_items};
  if (const auto& rooms = context_.configuration().rooms; rooms.enabled)
    query.add(xml::element{"item", ns::disco_items}
                  .with("jid", rooms.subdomain + '.' + context_.self().str())
                  .with("name", "Rooms"));
  context_.reply(request.iq, std::move(query));
}

} // namespace troupe::host
