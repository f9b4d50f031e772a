// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <future>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "actors/admin/admin.hpp"
#include "actors/observe/log_tap.hpp"
#include "tests/persistence/temporary_directory.hpp"

namespace troupe::admin::test {

/// The actor with a server behind it of which only the reload works.
struct lone_admin {
  lone_admin() {
    auto config = std::make_shared<config::server_config>();
    config->hosts.emplace_back().name = "example.org";
    server_setup setup;
    setup.config = config;
    setup.facts = [] { return process_facts{}; };
    setup.configure = [](const configuration_wish&,
                         reply<actors::configuration_changes> done) {
      std::thread{[done] {
        done(actors::configuration_changes{{{"workers", "0", "2"}, true, {}}});
      }}.join();
    };
    setup.audit = std::make_shared<audit_log>(where / "audit.log");
    actor = system.spawn(admin::admin, std::move(setup));
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log);
    before = spdlog::default_logger();
    auto logger = std::make_shared<spdlog::logger>("test", sink);
    tap = observe::log_tap::add_to(*logger, spdlog::level::info);
    spdlog::set_default_logger(logger);
  }
  ~lone_admin() {
    stop();
    spdlog::set_default_logger(before);
    spdlog::drop("test");
  }
  void stop() {
    caf::anon_send_exit(actor, caf::exit_reason::kill);
    system.await_all_actors_done();
  }

  nlohmann::json ask(std::string line, bool too_long = false) {
    auto answer = std::make_shared<std::promise<std::string>>();
    send(std::move(line), too_long,
         {[answer](const std::string& x) { answer->set_value(x); },
          [](const std::string&) {}, [](const std::function<void()>&) {}});
    return nlohmann::json::parse(answer->get_future().get());
  }
  void send(std::string line, bool too_long, actors::control_client client) {
    caf::anon_send(actor, actors::control_line{
                              1000, std::move(line), too_long,
                              std::make_shared<const actors::control_client>(
                                  std::move(client))});
  }

  persistence::temporary_directory where;
  caf::actor_system_config settings;
  caf::actor_system system{settings};
  actors::admin_actor actor;
  std::ostringstream log;
  std::shared_ptr<observe::log_tap> tap;
  std::shared_ptr<spdlog::logger> before;
};

} // namespace troupe::admin::test
