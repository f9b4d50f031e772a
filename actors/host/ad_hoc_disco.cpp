// SPDX-License-Identifier: Apache-2.0
// What disco tells of the commands.
#include <algorithm>

#include "actors/host/ad_hoc.hpp"
#include "actors/host/ad_hoc_errors.hpp"
#include "actors/host/disco_info.hpp"

namespace troupe::host {

namespace {

xml::element query(std::string_view ns, std::string_view node) {
  return xml::element{"query", ns}.with("node", node);
}

xml::element info_of_list() {
  return query(ns::disco_info, ns::commands)
      .with(
          to_element(part::identity{"automation", "command-list", "Commands"}))
      .with(feature(ns::commands));
}

xml::element info_of(const ad_hoc_command& command) {
  return query(ns::disco_info, command.node)
      .with(to_element(
          part::identity{"automation", "command-node", command.title}))
      .with(feature(ns::commands))
      .with(feature(part::ns::data_forms));
}

/// The command of that node, if `who` may use it.
std::optional<boost::system::result<ad_hoc_command, xml::stanza_error>>
find(const part::host_context& context, const xml::jid& who,
     std::string_view node) {
  auto all = ad_hoc_commands(context);
  const auto found = std::ranges::find(all, node, &ad_hoc_command::node);
  if (found == all.end())
    return {};
  if (!ad_hoc_rights{context, who}.may_use(*found))
    return xml::stanza_error::make(xml::condition::forbidden);
  return std::move(*found);
}

} // namespace

ad_hoc_disco ad_hoc_info(const part::host_context& context, const xml::jid& who,
                         std::string_view node) {
  if (node == ns::commands)
    return info_of_list();
  auto command = find(context, who, node);
  if (!command)
    return {};
  if (!*command)
    return command->error();
  return info_of(**command);
}

// §2.2: "The responder is not required to send the same list of commands to all
// requesters": who may use none is told of none.
ad_hoc_disco ad_hoc_items(const part::host_context& context,
                          const xml::jid& who, std::string_view node) {
  if (node != ns::commands) {
    auto command = find(context, who, node);
    if (!command)
      return {};
    if (!*command)
      return command->error();
    return query(ns::disco_items, node);
  }
  auto items = query(ns::disco_items, node);
  const ad_hoc_rights rights{context, who};
  for (const auto& command : ad_hoc_commands(context))
    if (rights.may_use(command))
      items.add(xml::element{"item", ns::disco_items}
                    .with("jid", context.self().str())
                    .with("node", command.node)
                    .with("name", command.title));
  return items;
}

} // namespace troupe::host
