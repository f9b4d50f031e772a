// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "config/server_config.hpp"
#include "tools/exit_codes.hpp"

namespace troupe::tools {

/// What the command line of `trouped` says.
struct daemon_options {
  std::filesystem::path config;
  std::string data_dir;  ///< instead of the file's, if not empty
  std::string log_level; ///< the same
};

/// Reads the file, and what the command line says instead of it.
boost::system::result<config::server_config, config::config_errors>
load_config(const daemon_options& options);

/// `--check`: prints OK, or the faults one per line. @returns the exit code
int check(const daemon_options& options);

/// Runs the server until it is told to stop. @returns the exit code
int run_daemon(const daemon_options& options);

} // namespace troupe::tools
