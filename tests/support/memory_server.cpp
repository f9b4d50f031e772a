// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_server.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>

#include "actors/admin/admin.hpp"
#include "actors/session/session.hpp"

namespace troupe::support {

namespace {

constexpr auto decoy_secret = "a secret for decoys";

} // namespace

memory_server::memory_server(actors::shared_config config,
                             std::shared_ptr<persistence::store> store)
    : config_(std::move(config)),
      core_(actors::spawn_core(system_.system(), config_,
                               storage::make_direct_engine(std::move(store)),
                               auth::make_direct_hashing(), decoy_secret)) {
  start_admin();
  system_.after_each([this] { return pump(); });
  run();
}

memory_server::~memory_server() {
  end_streams();
  system_.system().registry().erase(actors::administrator);
  caf::anon_send_exit(admin_, caf::exit_reason::user_shutdown);
  admin_ = actors::admin_actor{};
  actors::stop_core(system_.system(), core_);
  core_ = {};
  run();
  for (auto& s : sessions_)
    caf::anon_send_exit(s, caf::exit_reason::kill);
  sessions_.clear();
  run();
  system_.after_each({});
}

/// As the daemon's control service does; there is no file to read again.
void memory_server::start_admin() {
  admin::server_setup setup;
  setup.registry = core_.registry;
  setup.storage = core_.storage;
  setup.auth = core_.auth;
  setup.config = config_;
  setup.facts = [] { return admin::process_facts{}; };
  setup.configure = [](const auto&, const auto& done) {
    done(actors::configuration_changes{});
  };
  admin_ = system_.system().spawn(admin::admin, std::move(setup));
  system_.system().registry().put(actors::administrator, admin_);
}

void memory_server::end_streams() {
  for (auto& s : sessions_)
    caf::anon_send_exit(s, caf::exit_reason::user_shutdown);
  run();
}

bool memory_server::pump() {
  if (!std::exchange(*active_, false))
    return false;
  for (auto& p : peers_)
    p->pump();
  return true;
}

std::shared_ptr<net::memory_peer>
memory_server::connect(net::memory_settings settings) {
  auto pair = net::make_memory_transport(std::move(settings));
  auto setup = std::make_shared<session::session_setup>();
  setup->transport = std::move(pair.server);
  setup->can_start_tls = true;
  setup->config = config_;
  setup->registry = core_.registry;
  setup->auth = core_.auth;
  setup->cards = actors::all_cards();
  setup->decoy_secret = decoy_secret;
  auto peer = std::make_shared<net::memory_peer>(std::move(pair.peer));
  peer->on_activity([active = active_] { *active = true; });
  peers_.push_back(peer);
  sessions_.push_back(system_.system().spawn<session::session>(
      static_cast<caf::execution_unit*>(nullptr), std::move(setup)));
  *active_ = true;
  run();
  return peer;
}

std::string memory_server::add_account(const xml::jid& account,
                                       std::string_view password) {
  actors::change_account wish;
  wish.account = account;
  wish.password = password;
  return change_account(std::move(wish));
}

std::string memory_server::disable_account(const xml::jid& account) {
  return change_account({account, actors::account_change::disable, {}, {}});
}

std::string memory_server::change_account(actors::change_account wish) {
  auto done = system_.ask<actors::account_changed>(core_.auth, std::move(wish));
  return done.error ? std::string{xml::name_of(done.error->what)} : "";
}

} // namespace troupe::support
