// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "actors/admin/protocol.hpp"
#include "actors/admin/server_access.hpp"
#include "actors/components.hpp"

namespace troupe::tools {

/// The way in for administrators: the control socket with a thread of its own,
/// and the actor that carries out what they ask for. To be destroyed before the
/// server is stopped.
class control_service {
public:
  /// Reads the configuration again, and does with it what is wished; one that
  /// is put in force is told to the service (`use`). Always called on the
  /// service's thread, so never twice at once.
  using configurer
      = std::function<admin::outcome<actors::configuration_changes>(
          control_service&, const admin::configuration_wish&)>;

  /// The error is text for the operator.
  static boost::system::result<std::unique_ptr<control_service>, std::string>
  start(actors::server& server, const actors::shared_config& config,
        configurer configure);
  ~control_service();

  /// Asks for a reload, as SIGHUP does; what comes of it is `configure`'s to
  /// log.
  void reload();
  /// Tells the actor of a configuration that is now in force.
  void use(const actors::shared_config& config);

  /// The actor that carries commands out; it ends with the service.
  const actors::admin_actor& admin() const;

private:
  struct state;
  explicit control_service(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

} // namespace troupe::tools
