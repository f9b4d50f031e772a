// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/server_config.hpp"

namespace troupe::admin {

/// What an operator should know of a configuration that could be read.
struct findings {
  config::config_errors faults; ///< with file, line and key
  std::vector<std::string> warnings;
};

/// Looks at what the configuration names: certificates with their keys, and
/// whether this process can use the data directory. Changes nothing.
findings look_over(const config::server_config& config);

/// The listener in the file whose address `error` begins with: an error of
/// binding it ("127.0.0.1:5222: address already in use") as a fault with its
/// line. Another error comes back as a fault without key.
config::config_error place_error(const config::server_config& config,
                                 const std::string& error);

} // namespace troupe::admin
