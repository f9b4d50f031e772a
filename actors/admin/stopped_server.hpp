// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "actors/admin/server_access.hpp"
#include "persistence/store.hpp"

namespace troupe::admin {

/// The store while no server runs; every answer is there at once. Opens it when
/// it is first needed, and so keeps a server from starting meanwhile.
class stopped_server final : public server_access {
public:
  explicit stopped_server(config::server_config config)
      : config_(std::move(config)) {}

  const config::server_config& configuration() const override {
    return config_;
  }
  void change(const actors::change_account& request, reply<void> done) override;
  void list_users(const actors::list_users& request,
                  reply<std::vector<std::string>> done) override;
  void check_store(reply<std::string> done) override;
  void read(const persistence::operation& op,
            reply<persistence::answer> done) override;
  void write(const persistence::operation& op, reply<void> done) override;
  void read_audit(std::size_t limit,
                  reply<std::vector<nlohmann::json>> done) override;

private:
  outcome<persistence::store*> open();
  outcome<void> change_now(const actors::change_account& request);
  outcome<std::vector<std::string>> list_now(const actors::list_users& request);
  outcome<std::string> check_now();
  outcome<persistence::answer> run_now(const persistence::operation& op);

  config::server_config config_;
  std::unique_ptr<persistence::store> store_;
};

} // namespace troupe::admin
