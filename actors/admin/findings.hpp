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

/// An error of starting as the operator should read it: that of binding a
/// listener ("127.0.0.1:5222: address already in use") with the file, line and
/// key that ask for it, any other as it is.
std::string place_error(const config::server_config& config,
                        const std::string& error);

} // namespace troupe::admin
