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

/// The page of the Inspector, its API, metrics and health over HTTP, on a
/// thread of its own. To be destroyed before the control service whose admin
/// actor it asks, and before the server is stopped.
class web_service {
public:
  /// `metrics` writes OpenMetrics; called on the service's thread. The error is
  /// text for the operator.
  static boost::system::result<std::unique_ptr<web_service>, std::string>
  start(actors::server& server, const actors::admin_actor& admin,
        const actors::shared_config& config,
        std::function<std::string()> metrics);
  ~web_service();

  /// A configuration that is now in force. For any thread.
  void use(const actors::shared_config& config);
  /// Where it listens, with the real ports.
  std::vector<std::string> listening() const;

private:
  struct state;
  explicit web_service(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

} // namespace troupe::tools
