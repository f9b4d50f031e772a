// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/differences.hpp"

/// What a reload does with each key of the configuration.
namespace troupe::actors {

/// How a kind of key (config::difference_keys) takes effect.
struct configuration_effect {
  std::string_view key;
  bool needs_restart;       ///< what runs keeps the value it was started with
  std::string_view touches; ///< who goes by it, and from when on
};
/// One for each kind of key.
std::span<const configuration_effect> configuration_effects();

/// A key that is another one in a configuration that was read anew.
struct configuration_change {
  config::difference what;
  bool needs_restart = false;
  std::vector<std::string> touches;
};
using configuration_changes = std::vector<configuration_change>;

/// What would change in a server that runs with `running`.
configuration_changes changes_between(const config::server_config& running,
                                      const config::server_config& wanted);

/// The keys of those that need a restart.
std::vector<std::string> restart_keys(const configuration_changes& changes);

/// What is in force after a reload: `wanted`, with the keys of `changes` that
/// need a restart as they are in `running`.
config::server_config in_force(const config::server_config& running,
                               config::server_config wanted,
                               const configuration_changes& changes);

} // namespace troupe::actors
