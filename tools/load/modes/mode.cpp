// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/mode.hpp"

#include <CLI/CLI.hpp>

namespace troupe::load {

CLI::Option* add_count(CLI::App& app, const std::string& name,
                       std::size_t& into, const std::string& about) {
  return app.add_option(name, into, about)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

} // namespace troupe::load
