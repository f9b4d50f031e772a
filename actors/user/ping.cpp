// SPDX-License-Identifier: Apache-2.0
#include "actors/user/ping.hpp"

#include "actors/user/visibility.hpp"

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
  d.iq<&ping::answer>(xml::iq_type::get, "ping", ns::ping, part::who::anyone);
}

void ping::answer(const part::iq_request& request) {
  if (!may_see_presence(context_, request.iq.from())) // as if nobody were here
    return context_.reject(request.iq, xml::condition::service_unavailable);
  context_.run({}, [this, iq = request.iq](auto r) {
    if (r)
      context_.reply(iq);
    else
      context_.reject(iq, part::context::error_for(r.error()));
  });
}

} // namespace troupe::user
