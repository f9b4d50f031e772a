// SPDX-License-Identifier: Apache-2.0
#include "actors/host/host.hpp"

#include <algorithm>

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>

#include "actors/admin/protocol.hpp"

namespace troupe::host {

namespace {

/// A host that a new configuration no longer has still answers until its
/// actor is gone.
const config::host_section nothing_configured;

constexpr auto nobody_there
    = R"({"error": {"code": "not_running", "message": "there is nobody to )"
      R"(carry out commands"}})";

} // namespace

void host_state::begin(host_setup setup) {
  address = std::move(setup.domain);
  catalogue = setup.catalogue;
  all_cards = setup.cards;
  commands = setup.admin_commands;
  peer = std::move(setup.peers);
  config = std::move(setup.config);
  since = setup.started;
  parts = catalogue->make(*this);
  for (auto& p : parts)
    p->start();
}

caf::result<actors::address_found>
host_state::on_hold_address(const actors::hold_address&) {
  holding.add(actor->current_sender());
  return actors::address_found{actors::addressable{actor}};
}

void host_state::on_inbound(actors::inbound& m) {
  acknowledge_inbound();
  take(std::move(m.stanza));
  settle();
}

void host_state::take(xml::stanza x) {
  ++taken;
  if (x.is_iq())
    return part::dispatch_iq(*catalogue, parts, *this, x);
  // RFC 6121 §8.5.1 and §10.3 of RFC 6120: nobody reads the domain's messages;
  // presence for it has no meaning here and is dropped.
  if (x.is_message())
    reject(x, xml::condition::service_unavailable);
  else
    note(x, {part::outcome::dropped, "the domain takes no presence"});
}

void host_state::settle() {
  if (draining)
    return;
  draining = true;
  while (!local.empty()) {
    auto x = std::move(local.front());
    local.pop_front();
    take(std::move(x));
  }
  draining = false;
}

void host_state::route(xml::stanza x) {
  if (x.from().empty())
    x = x.with_from(address);
  if (x.to().is_domain() && x.to() == address)
    local.push_back(std::move(x));
  else if (!x.to().empty())
    book.route(std::move(x));
}

const config::host_section& host_state::host() const {
  for (const auto& h : config->hosts)
    if (h.name == address.str())
      return h;
  return nothing_configured;
}

bool host_state::is_admin(const xml::jid& who) const {
  return std::ranges::find(host().admins, who.bare().str())
         != host().admins.end();
}

/// The admin actor comes after the hosts and goes before them; so it is asked
/// for each time.
void host_state::administer(const xml::jid& who, std::string_view command,
                            part::admin_arguments given,
                            std::function<void(const std::string&)> then) {
  auto admin = actor->system().registry().get<actors::admin_actor>(
      actors::administrator);
  if (!admin)
    return then(nobody_there);
  actors::run_command request;
  request.who = who.bare().str();
  request.from = "ad-hoc " + std::string{who.resource()};
  request.name = command;
  request.arguments = std::move(given);
  request.gathers = true;
  auto finish
      = [this, at = epoch, then = std::move(then)](const std::string& answer) {
          if (at == epoch)
            then(answer);
          settle();
        };
  actor->request(admin, caf::infinite, std::move(request))
      .then([finish](const actors::command_done& d) { finish(d.answer); },
            [finish](const caf::error&) { finish(nobody_there); });
}

actors::description host_state::on_describe(const actors::describe&) {
  actors::description d{name, address.str(), {}};
  d.add("stanzas taken", std::to_string(taken));
  describe_links(d);
  return d;
}

actors::addressable::behavior_type host(host_self self, host_setup setup) {
  auto& state = self->state;
  self->set_down_handler(
      [&state](const caf::down_msg& down) { state.on_down(down); });
  state.begin(std::move(setup));
  return {
      base::bound(state, &host_state::on_hold_address),
      base::bound(state, &host_state::on_inbound),
      base::bound(state, &host_state::on_inbound_credit),
      base::bound(state, &host_state::on_confirm_stored),
      base::bound(state, &host_state::on_let_go),
      base::bound(state, &host_state::on_forsaken),
      base::bound(state, &host_state::on_timer_fired),
      base::bound(state, &host_state::on_configuration_changed),
      base::bound(state, &host_state::on_describe),
  };
}

} // namespace troupe::host
