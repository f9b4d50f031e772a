// SPDX-License-Identifier: Apache-2.0
#include "actors/host/version.hpp"

#ifndef TROUPE_VERSION
#define TROUPE_VERSION "0.1.0"
#endif

namespace troupe::host {

namespace {

constexpr std::string_view version_ns = "jabber:iq:version";

} // namespace

part::card version::about() {
  return {.name = "version",
          .title = "Software Version",
          .xep = "0092",
          .version = "1.1",
          .server_features = {std::string{version_ns}}};
}

void version::declare(part::host_declaration<version>& d) {
  d.iq<&version::answer>(xml::iq_type::get, "query", version_ns,
                         part::who::anyone);
}

void version::answer(const part::iq_request& request) {
  context_.reply(
      request.iq,
      xml::element{"query", version_ns}
          .with(xml::element{"name", version_ns}.with_text("Troupe"))
          .with(xml::element{"version", version_ns}.with_text(TROUPE_VERSION)));
}

} // namespace troupe::host
