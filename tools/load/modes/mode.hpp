// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "tools/load/client/world.hpp"
#include "tools/load/figures/report.hpp"

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace troupe::load {

/// For what is still under way when the sending ends.
inline constexpr std::chrono::seconds draining_time{10};

/// Whether the server did what was asked of it.
enum class verdict : std::uint8_t { all_well, faults };

/// One way to load a server; a subcommand.
class mode {
public:
  virtual ~mode() = default;

  virtual std::string name() const = 0;
  virtual std::string about() const = 0;
  /// Adds the options that only this mode has.
  virtual void describe(CLI::App& app) = 0;
  /// Runs to the end; the world outlives it.
  virtual boost::asio::awaitable<outcome<verdict>> run(world& in, report& into)
      = 0;
};

/// Adds an option that is a number of things, at least one; `into` has what it
/// is without the option, and outlives `app`.
CLI::Option* add_count(CLI::App& app, const std::string& name,
                       std::size_t& into, const std::string& about);

/// All of them, in the order of the help.
std::vector<std::unique_ptr<mode>> all_modes();

} // namespace troupe::load
