// SPDX-License-Identifier: Apache-2.0
#include "actors/host/time.hpp"

#include "actors/part/timestamp.hpp"

namespace troupe::host {

namespace {

constexpr std::string_view time_ns = "urn:xmpp:time";

} // namespace

part::card time::about() {
  return {.name = "time",
          .title = "Entity Time",
          .xep = "0202",
          .version = "2.0",
          .server_features = {std::string{time_ns}}};
}

void time::declare(part::host_declaration<time>& d) {
  d.iq<&time::answer>(xml::iq_type::get, "time", time_ns, part::who::anyone);
}

// The offset is the one of the clock that is shown; the machine's own zone is
// nobody's business (§7).
void time::answer(const part::iq_request& request) {
  context_.reply(request.iq,
                 xml::element{"time", time_ns}
                     .with(xml::element{"tzo", time_ns}.with_text("+00:00"))
                     .with(xml::element{"utc", time_ns}.with_text(
                         part::timestamp(context_.now()))));
}

} // namespace troupe::host
