// SPDX-License-Identifier: Apache-2.0
#include "actors/host/ping.hpp"

namespace troupe::host {

namespace {

constexpr std::string_view ping_ns = "urn:xmpp:ping";

} // namespace

part::card ping::about() {
  return {.name = "ping",
          .title = "XMPP Ping",
          .xep = "0199",
          .version = "2.0.1",
          .server_features = {std::string{ping_ns}}};
}

void ping::declare(part::host_declaration<ping>& d) {
  d.iq<&ping::answer>(xml::iq_type::get, "ping", ping_ns, part::who::anyone);
}

void ping::answer(const part::iq_request& request) {
  context_.reply(request.iq);
}

} // namespace troupe::host
