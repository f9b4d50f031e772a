// SPDX-License-Identifier: Apache-2.0
#include "actors/user/ping.hpp"

namespace troupe::user {

part::card ping::about() {
  return {.name = "ping",
          .title = "XMPP Ping",
          .xep = "0199",
          .version = "2.0.1",
          .server_features = {std::string{ns::ping}},
          .account_features = {std::string{ns::ping}}};
}

void ping::declare(part::user_declaration<ping>& d) {
  d.iq<&ping::answer>(xml::iq_type::get, "ping", ns::ping);
}

void ping::answer(const part::iq_request& request) {
  context_.run({}, [this, iq = request.iq](auto r) {
    if (r)
      context_.reply(iq);
    else
      context_.reject(iq, part::context::error_for(r.error()));
  });
}

} // namespace troupe::user
