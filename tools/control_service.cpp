// SPDX-License-Identifier: Apache-2.0
#include "tools/control_service.hpp"

#include <future>

#include <boost/asio/post.hpp>
#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include "actors/admin/admin.hpp"
#include "actors/admin/control_lines.hpp"
#include "actors/rehearsal/rehearsals.hpp"
#include "net/control_socket.hpp"
#include "net/loop_thread.hpp"

namespace troupe::tools {

namespace asio = boost::asio;

struct control_service::state {
  caf::actor_system& system;
  configurer configure;
  control_service* owner = nullptr;
  std::shared_ptr<admin::audit_log> audit; ///< ends with what waits for disk
  std::unique_ptr<rehearsal::rehearsals> trials; ///< ends after their asker
  actors::admin_actor admin;
  net::loop_thread side; // its jobs use what is above
  std::unique_ptr<net::control_socket> socket;

  /// Runs `f` on the loop's thread and waits for its end.
  template <class F>
  void on_loop(F f) {
    std::promise<void> ended;
    asio::post(side.io(), [&] {
      f();
      ended.set_value();
    });
    ended.get_future().wait();
  }

  /// Configures on the loop's thread.
  void configure_then(const admin::configuration_wish& wish,
                      admin::reply<actors::configuration_changes> done) {
    asio::post(side.io(), [this, wish, done = std::move(done)] {
      done(configure(*owner, wish));
    });
  }

  /// @returns what went wrong, empty if nothing
  std::string open(const std::filesystem::path& file) {
    std::string fault;
    on_loop([&] {
      auto opened = net::control_socket::open(
          side.io(), file,
          [to = admin](net::control_request r) { pass_on(to, std::move(r)); },
          {.tell_dropped = admin::count_of_dropped});
      if (opened)
        socket = std::move(*opened);
      else
        fault = opened.error();
    });
    return fault;
  }

  static void pass_on(const actors::admin_actor& to,
                      net::control_request request) {
    using actors::control_client;
    caf::anon_send(to,
                   actors::control_line{
                       static_cast<std::uint32_t>(request.uid),
                       std::move(request.line), request.too_long,
                       std::make_shared<const control_client>(control_client{
                           std::move(request.answer), std::move(request.tell),
                           std::move(request.when_gone)})});
  }
};

control_service::control_service(std::unique_ptr<state> s)
    : state_(std::move(s)) {
}

control_service::~control_service() {
  // The actor goes first, and tells those who follow something that it ends.
  // What it has said is out before their connections are closed.
  state_->system.registry().erase(actors::administrator);
  caf::scoped_actor waiting{state_->system};
  waiting->monitor(state_->admin);
  caf::anon_send_exit(state_->admin, caf::exit_reason::user_shutdown);
  waiting->receive([](const caf::down_msg&) {});
  state_->on_loop([this] { state_->socket.reset(); });
}

boost::system::result<std::unique_ptr<control_service>, std::string>
control_service::start(actors::server& server,
                       const actors::shared_config& config,
                       configurer configure) {
  std::unique_ptr<state> made{new state{server.system(), std::move(configure)}};
  const auto& core = server.handles();
  admin::server_setup setup{core.registry, core.storage, core.auth,
                            config,        {},           {}};
  setup.facts = [&server] {
    return admin::process_facts{TROUPE_VERSION, server.started(),
                                server.listening(), server.certificates()};
  };
  made->audit = setup.audit = std::make_shared<admin::audit_log>(
      config->data_dir / admin::audit_log_name);
  setup.watching = &server.watching();
  made->trials = std::make_unique<rehearsal::rehearsals>(server.system(), core);
  setup.rehearse
      = [to = made->trials.get()](const auto& wish, auto config, auto done) {
          to->submit(wish, std::move(config), std::move(done));
        };
  setup.configure = [s = made.get()](const auto& wish, auto done) {
    s->configure_then(wish, std::move(done));
  };
  made->admin = server.system().spawn(admin::admin, std::move(setup));
  server.system().registry().put(actors::administrator, made->admin);
  std::unique_ptr<control_service> service{
      new control_service(std::move(made))};
  service->state_->owner = service.get();
  auto file = config->data_dir / net::control_socket_name;
  if (auto fault = service->state_->open(file); !fault.empty())
    return fault;
  return service;
}

void control_service::reload() {
  state_->configure_then({admin::configuration_wish::step::reload},
                         [](const auto&) {});
}

void control_service::use(const actors::shared_config& config) {
  caf::anon_send(state_->admin, actors::configuration_changed{config});
}

const actors::admin_actor& control_service::admin() const {
  return state_->admin;
}

} // namespace troupe::tools
