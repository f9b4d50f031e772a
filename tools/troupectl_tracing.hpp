// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "actors/admin/command.hpp"
#include "config/server_config.hpp"

namespace troupe::tools {

/// What the command line says of how traces are shown; the server knows nothing
/// of it.
struct trace_wishes {
  bool mermaid = false;
  std::string otlp; ///< URL of a receiver; empty: none
};

/// Adds --mermaid and --otlp to the commands that they are for.
void add_trace_options(CLI::App& sub, std::string_view command,
                       trace_wishes& into);

/// `trace`: follows stanzas and shows each as wished, or sends it on.
admin::outcome<nlohmann::json>
follow_traces(const config::server_config& config,
              const admin::command& command,
              const admin::given_arguments& arguments,
              const trace_wishes& wishes, bool as_json);

/// `top`, full-screen.
admin::outcome<nlohmann::json>
show_top(const config::server_config& config, const admin::command& command,
         const admin::given_arguments& arguments);

} // namespace troupe::tools
