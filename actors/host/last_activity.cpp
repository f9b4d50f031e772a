// SPDX-License-Identifier: Apache-2.0
#include "actors/host/last_activity.hpp"

#include "actors/part/timestamp.hpp"

namespace troupe::host {

namespace {

constexpr std::string_view last_ns = "jabber:iq:last";

} // namespace

part::card last_activity::about() {
  return {.name = "last_activity",
          .title = "Last Activity",
          .xep = "0012",
          .version = "2.0",
          .server_features = {std::string{last_ns}}};
}

void last_activity::declare(part::host_declaration<last_activity>& d) {
  d.iq<&last_activity::answer>(xml::iq_type::get, "query", last_ns,
                               part::who::anyone);
}

void last_activity::answer(const part::iq_request& request) {
  auto uptime = part::seconds_between(context_.started(), context_.now());
  context_.reply(request.iq, xml::element{"query", last_ns}.with(
                                 "seconds", std::to_string(uptime)));
}

} // namespace troupe::host
