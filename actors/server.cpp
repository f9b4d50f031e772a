// SPDX-License-Identifier: Apache-2.0
// The server as one object: what the daemon starts and stops.
#include <algorithm>
#include <thread>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "actors/base/environment.hpp"
#include "actors/base/event_loops.hpp"
#include "actors/components.hpp"
#include "actors/observe/census_totals.hpp"
#include "actors/observe/health.hpp"
#include "actors/observe/observatory.hpp"
#include "actors/session/gate.hpp"
#include "net/file_watch.hpp"
#include "net/loop_thread.hpp"
#include "persistence/open.hpp"

namespace troupe::actors {

namespace {

/// An outcome whose error is text for the operator.
template <class T>
using outcome = boost::system::result<T, std::string>;

/// How often certificate files are looked at.
constexpr std::chrono::seconds certificate_interval{30};

/// A message whose sender and recipient are on different loops wakes both of
/// their threads, which costs more than to handle it. So there are few loops,
/// and cores are left to the store, to hashing and to the kernel.
std::size_t usual_workers() {
  return std::max(1u, std::thread::hardware_concurrency() / 2);
}

struct system_config : caf::actor_system_config {
  explicit system_config(std::size_t workers) {
    set("scheduler.max-threads", workers != 0 ? workers : usual_workers());
    set("scheduler.max-throughput", std::size_t{300});
    load<base::event_loops>();
  }
};

std::vector<net::certificate_files>
certificates_of(const config::server_config& c) {
  std::vector<net::certificate_files> files;
  for (const auto& h : c.hosts)
    if (!h.certificate.empty())
      files.push_back({h.name, h.certificate, h.key});
  return files;
}

outcome<std::shared_ptr<const net::tls_context>>
load_tls(const config::server_config& c) {
  auto files = certificates_of(c);
  if (files.empty())
    return std::shared_ptr<const net::tls_context>{};
  auto loaded = net::tls_context::load(files);
  if (loaded)
    for (const auto& w : (*loaded)->warnings())
      spdlog::warn("certificate.warning {}", w);
  return loaded;
}

/// The server's own secret, made at the first start (see auth::sasl_facts).
persistence::result<std::string> decoy_secret(persistence::store& db) {
  auto stored = db.document("server", "decoy-secret");
  if (!stored)
    return stored.error();
  if (*stored)
    return **stored;
  auto secret = fmt::format("{:016x}{:016x}{:016x}{:016x}", base::random_bits(),
                            base::random_bits(), base::random_bits(),
                            base::random_bits());
  auto put = db.put_document("server", "decoy-secret", secret);
  if (!put)
    return put.error();
  return secret;
}

observe::observatory_settings settings_of(const config::server_config& c) {
  observe::observatory_settings s;
  s.slow = std::chrono::milliseconds{c.tracing.slow_milliseconds};
  s.kept = c.tracing.kept;
  s.sampling = static_cast<std::uint32_t>(c.tracing.sample_each);
  return s;
}

} // namespace

struct server::state {
  explicit state(shared_config c)
      : config(std::move(c)), settings(config->workers), system(settings) {}

  outcome<void> begin();
  outcome<void> open_store();
  outcome<void> bind_ports();
  outcome<void> bind(const std::vector<std::string>& where, bool direct_tls);
  void watch_certificates();
  void renew_certificates(const config::server_config& now);

  shared_config config;
  /// Ends after the actors: none of its threads may be the last to hold one.
  std::shared_ptr<auth::hashing_pool> pool = auth::make_hashing_threads(2);
  system_config settings;
  caf::actor_system system;
  observe::observatory watching{settings_of(*config)};
  std::shared_ptr<session::current_tls> tls
      = std::make_shared<session::current_tls>();
  std::unique_ptr<persistence::store> db;
  std::string secret; ///< see auth::sasl_facts
  std::vector<session::entrance> entrances;
  std::vector<std::pair<std::string, std::string>> listening;
  core handles;
  gate_actor gate;
  std::unique_ptr<net::loop_thread> side; // declared before its watch
  std::unique_ptr<net::file_watch> watch;
  std::unique_ptr<observe::health> signs;
  std::chrono::system_clock::time_point started
      = std::chrono::system_clock::now();
  bool stopped = false;
};

outcome<void> server::state::open_store() {
  auto opened = persistence::open(config->storage.driver, config->data_dir);
  if (!opened)
    return opened.error().message;
  db = std::move(*opened);
  auto made = decoy_secret(*db);
  if (!made)
    return made.error().message;
  secret = std::move(*made);
  return {};
}

outcome<void> server::state::bind(const std::vector<std::string>& where,
                                  bool direct_tls) {
  auto& loop = base::event_loops::of(system).at(0).io();
  for (const auto& text : where) {
    auto endpoint = net::parse_endpoint(text);
    if (!endpoint)
      return endpoint.error();
    auto port = net::listener::open(loop, *endpoint);
    if (!port)
      return port.error();
    endpoint->port = (*port)->port();
    listening.emplace_back(direct_tls ? "c2s-tls" : "c2s",
                           net::to_string(*endpoint));
    entrances.push_back({std::move(*port), direct_tls});
  }
  return {};
}

outcome<void> server::state::bind_ports() {
  if (auto bound = bind(config->c2s.listen, false); !bound)
    return bound.error();
  if (tls->load() == nullptr)
    return {}; // nothing to secure it with
  return bind(config->c2s.direct_tls, true);
}

outcome<void> server::state::begin() {
  if (auto conflicts = conflicting_parts(); !conflicts.empty())
    return conflicts.front();
  auto loaded = load_tls(*config);
  if (!loaded)
    return loaded.error();
  tls->store(*loaded);
  if (auto opened = open_store(); !opened)
    return opened.error();
  if (auto bound = bind_ports(); !bound)
    return bound.error();
  handles
      = spawn_core(system, config, storage::make_threaded_engine(std::move(db)),
                   pool, secret);
  auto& loops = base::event_loops::of(system);
  auto setup = std::make_shared<session::gate_setup>();
  setup->entrances = std::move(entrances);
  setup->tls = tls;
  setup->config = config;
  setup->registry = handles.registry;
  setup->auth = handles.auth;
  setup->cards = all_cards();
  setup->decoy_secret = std::move(secret);
  setup->loops = &loops;
  gate = system.spawn<session::gate>(
      static_cast<caf::execution_unit*>(&loops.at(0)), std::move(setup));
  side = std::make_unique<net::loop_thread>();
  watch_certificates();
  signs = std::make_unique<observe::health>(system, handles.storage);
  return {};
}

/// The watch lives on the side thread: it is made, and replaced, there.
void server::state::watch_certificates() {
  std::vector<std::filesystem::path> files;
  for (auto& c : certificates_of(*config)) {
    files.push_back(c.chain);
    files.push_back(c.key);
  }
  side->post([this, files = std::move(files), now = config]() mutable {
    watch.reset();
    if (!files.empty())
      watch = std::make_unique<net::file_watch>(
          side->io(), std::move(files), certificate_interval,
          [this, now] { renew_certificates(*now); });
  });
}

void server::state::renew_certificates(const config::server_config& now) {
  auto loaded = load_tls(now);
  if (!loaded)
    return spdlog::error("certificate.kept_old {}", loaded.error());
  tls->store(*loaded);
  spdlog::info("certificate.renewed");
}

server::server(std::unique_ptr<state> s) : state_(std::move(s)) {
}

server::~server() {
  stop(std::chrono::seconds{4});
}

outcome<std::unique_ptr<server>> server::start(shared_config config) {
  std::unique_ptr<server> made{
      new server(std::make_unique<state>(std::move(config)))};
  if (auto begun = made->state_->begin(); !begun)
    return begun.error();
  auto& watching = made->state_->watching;
  watching.add_totals("totals", observe::totals_of(*made));
  watching.add_totals("workers", observe::workers_of(*made));
  return made;
}

std::vector<std::pair<std::string, std::string>> server::listening() const {
  return state_->listening;
}

std::vector<net::certificate_facts> server::certificates() const {
  auto tls = state_->tls->load();
  return tls ? tls->certificates() : std::vector<net::certificate_facts>{};
}

configuration_changes server::plan(const config::server_config& wanted) const {
  return changes_between(*state_->config, wanted);
}

outcome<configuration_changes>
server::reload(const config::server_config& wanted) {
  using answer = outcome<configuration_changes>;
  auto loaded = load_tls(wanted);
  if (!loaded)
    return answer{boost::system::in_place_error, loaded.error()};
  auto changes = plan(wanted);
  state_->tls->store(*loaded);
  state_->config = std::make_shared<const config::server_config>(
      in_force(*state_->config, wanted, changes));
  state_->watch_certificates();
  state_->watching.use(settings_of(*state_->config));
  configuration_changed news{state_->config};
  caf::anon_send(state_->handles.registry, news);
  caf::anon_send(state_->handles.auth, news);
  caf::anon_send(state_->gate, news);
  return answer{boost::system::in_place_value, std::move(changes)};
}

const shared_config& server::configuration() const {
  return state_->config;
}

bool server::stop(std::chrono::milliseconds limit) {
  if (std::exchange(state_->stopped, true) || !state_->gate)
    return true;
  state_->signs.reset();
  if (state_->side)
    state_->side->stop();
  state_->watch.reset();
  state_->side.reset();
  caf::scoped_actor self{state_->system};
  auto until = std::chrono::steady_clock::now() + limit;
  auto left = [until] {
    auto rest = until - std::chrono::steady_clock::now();
    return std::max(rest, std::chrono::nanoseconds{1});
  };
  bool done = true;
  auto late = [&done](const caf::error&) { done = false; };
  xml::stream_error why{xml::stream_condition::system_shutdown, {}};
  self->request(state_->gate, left(), close_gate{why})
      .receive([](const gate_closed&) {}, late);
  // What the streams left behind is with the users now; they store it.
  // Twice: what one sent to another in the first round is handled in the
  // second.
  for (int round = 0; round < 2; ++round)
    self->request(state_->handles.registry, left(), come_to_rest{})
        .receive([](const at_rest&) {}, late);
  self->request(state_->handles.storage, left(), run_transaction{})
      .receive([](const transaction_done&) {}, late);
  caf::anon_send_exit(state_->gate, caf::exit_reason::user_shutdown);
  stop_core(state_->system, state_->handles);
  state_->gate = gate_actor{};
  state_->handles = core{};
  return done;
}

observe::observatory& server::watching() {
  return state_->watching;
}

const core& server::handles() const {
  return state_->handles;
}

const gate_actor& server::gate() const {
  return state_->gate;
}

caf::actor_system& server::system() {
  return state_->system;
}

std::chrono::system_clock::time_point server::started() const {
  return state_->started;
}

const observe::health* server::health() const {
  return state_->signs.get();
}

} // namespace troupe::actors
