// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "actors/admin/protocol.hpp"
#include "actors/components.hpp"

namespace troupe::tools {

/// The way in for administrators: the control socket with a thread of its own,
/// and the actor that carries out what they ask for. To be destroyed before the
/// server is stopped.
class control_service {
public:
  /// Reads the configuration again, puts it in force and tells the service of
  /// it (`use`); the keys that need a restart. Always called on the service's
  /// thread, so never twice at once.
  using reloader = std::function<admin::outcome<std::vector<std::string>>(
      control_service&)>;

  /// The error is text for the operator.
  static boost::system::result<std::unique_ptr<control_service>, std::string>
  start(actors::server& server, const actors::shared_config& config,
        reloader reload);
  ~control_service();

  /// Asks for a reload, as SIGHUP does; what comes of it is `reload`'s to log.
  void reload();
  /// Tells the actor of a configuration that is now in force.
  void use(const actors::shared_config& config);

private:
  struct state;
  explicit control_service(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

} // namespace troupe::tools
