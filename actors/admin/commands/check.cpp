// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/check.hpp"

#include "actors/admin/findings.hpp"
#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

failure failure_of(const config::config_errors& faults) {
  failure all{failure_code::configuration, {}};
  for (const auto& fault : faults)
    all.message += (all.message.empty() ? "" : "\n") + to_string(fault);
  return all;
}

void run_check(server_access& server, const given_arguments&,
               reply<nlohmann::json> done) {
  auto config = config::load(server.configuration().file);
  if (!config)
    return done(failure_of(config.error()));
  config->data_dir = server.configuration().data_dir;
  auto found = look_over(*config);
  if (!found.faults.empty())
    return done(failure_of(found.faults));
  server.check_store([done, found](outcome<std::string> store) {
    if (!store)
      return done(store.error());
    done(success({{"ok", true},
                  {"warnings", found.warnings},
                  {"store", std::move(*store)}}));
  });
}

} // namespace

command check() {
  return {"check",
          "Checks the configuration, the certificates and the store",
          {},
          place::either,
          run_check};
}

} // namespace troupe::admin
