// SPDX-License-Identifier: Apache-2.0
// Which actors there are: the only file that knows them all.
#include "actors/components.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include "actors/admin/catalogue.hpp"
#include "actors/auth/authenticator.hpp"
#include "actors/base/traced.hpp"
#include "actors/host/host.hpp"
#include "actors/host/parts.hpp"
#include "actors/message_bytes.hpp"
#include "actors/muc/room_actor.hpp"
#include "actors/muc/service_actor.hpp"
#include "actors/part/specifications.hpp"
#include "actors/registry/registry.hpp"
#include "actors/storage/storage.hpp"
#include "actors/user/parts.hpp"
#include "actors/user/user.hpp"

namespace troupe::actors {

namespace {

/// What the registry's factories give to new actors. Filled before the registry
/// gets its first message, and not changed after that.
struct wiring {
  core handles;
  shared_config config;
  core_wishes wishes;
};

/// The administrators' commands that a client can ask for: neither what the
/// asking process does itself, nor names of files.
std::span<const part::admin_command> admin_commands() {
  static const auto commands = [] {
    std::vector<part::admin_command> all;
    for (const auto& each : admin::commands()) {
      if (each.runs == admin::place::local)
        continue;
      auto& command
          = all.emplace_back(part::admin_command{each.name, each.help, {}});
      for (const auto& a : each.arguments)
        if (!a.path)
          command.arguments.push_back(
              {a.name, a.help, a.optional, a.secret, a.flag});
    }
    return all;
  }();
  return commands;
}

registry::service_factory rooms_of(caf::actor_system& system,
                                   std::shared_ptr<wiring> wires,
                                   std::string subdomain) {
  auto maker = [&system, wires](auto actor, auto... more) {
    return [=, &system](const xml::jid& address, const shared_config& config) {
      const auto& h = wires->handles;
      return askable{system.spawn(
          actor, address, registry::peers{h.registry, h.storage, h.auth},
          config, more...)};
    };
  };
  const auto run = wires->handles.started.time_since_epoch().count();
  return {std::move(subdomain), maker(muc::service_actor),
          maker(muc::room_actor, std::int64_t{run})};
}

registry::factories make_factories(caf::actor_system& system,
                                   std::shared_ptr<wiring> wires) {
  registry::factories make;
  make.user = [&system, wires](const xml::jid& account,
                               const shared_config& config) {
    const auto& h = wires->handles;
    user_actor user{system.spawn(user::user, account, &user::user_parts(),
                                 registry::peers{h.registry, h.storage, h.auth},
                                 config)};
    if (wires->wishes.made)
      wires->wishes.made(account, user);
    return user;
  };
  make.host = [&system, wires](const config::host_section& section,
                               const shared_config& config) {
    const auto& h = wires->handles;
    host::host_setup setup;
    setup.domain = *xml::jid::make({}, section.name);
    setup.catalogue = &host::host_parts();
    setup.cards = all_cards();
    setup.admin_commands = admin_commands();
    setup.peers = {h.registry, h.storage, h.auth};
    setup.config = config;
    setup.started = wires->handles.started;
    return addressable{system.spawn(host::host, std::move(setup))};
  };
  make.services = [&system, wires](const config::server_config& config) {
    std::vector<registry::service_factory> all;
    if (config.rooms.enabled)
      all.push_back(rooms_of(system, wires, config.rooms.subdomain));
    return all;
  };
  return make;
}

} // namespace

const std::vector<part::card>& all_cards() {
  static const auto cards = [] {
    std::vector<part::card> all;
    auto add = [&all](const auto& some) {
      all.insert(all.end(), some.begin(), some.end());
    };
    add(part::core_specifications());
    add(user::user_parts().cards());
    add(host::host_parts().cards());
    return all;
  }();
  return cards;
}

std::vector<std::string> conflicting_parts() {
  auto all = user::user_parts().conflicts();
  const auto& hosts = host::host_parts().conflicts();
  all.insert(all.end(), hosts.begin(), hosts.end());
  return all;
}

core spawn_core(caf::actor_system& system, shared_config config,
                std::shared_ptr<storage::engine> engine,
                std::shared_ptr<auth::hashing_pool> pool,
                std::string decoy_secret, core_wishes wishes) {
  base::use_message_sizes(bytes_of);
  auto wires = std::make_shared<wiring>();
  wires->wishes = std::move(wishes);
  auto& h = wires->handles;
  h.started = wires->wishes.started.value_or(std::chrono::system_clock::now());
  h.storage = system.spawn(storage::storage, std::move(engine),
                           config->limits.storage_queue);
  h.registry = system.spawn(registry::registry, make_factories(system, wires));
  h.auth = system.spawn(auth::authenticator, h.storage, h.registry,
                        std::move(pool), std::move(decoy_secret), config);
  auto handles = h;
  caf::anon_send(handles.registry, configuration_changed{config});
  return handles;
}

void stop_core(caf::actor_system&, const core& actors) {
  using caf::exit_reason;
  caf::anon_send_exit(actors.registry, exit_reason::user_shutdown);
  caf::anon_send_exit(actors.auth, exit_reason::user_shutdown);
  caf::anon_send_exit(actors.storage, exit_reason::user_shutdown);
}

} // namespace troupe::actors
