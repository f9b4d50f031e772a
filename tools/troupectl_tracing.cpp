// SPDX-License-Identifier: Apache-2.0
#include "tools/troupectl_tracing.hpp"

#include <iostream>

#include <unistd.h>

#include "actors/admin/catalogue.hpp"
#include "tools/otlp_exporter.hpp"
#include "tools/trace_mermaid.hpp"
#include "tools/trace_tree.hpp"
#include "tools/troupectl_following.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

/// How long what waits for an OTLP receiver has at the end.
constexpr std::chrono::seconds farewell{5};

} // namespace

void add_trace_options(CLI::App& sub, std::string_view command,
                       trace_wishes& into) {
  if (command == "trace" || command == "shown" || command == "explain")
    sub.add_flag("--mermaid", into.mermaid,
                 "Show it as a Mermaid sequence diagram");
  if (command == "trace")
    sub.add_option("--otlp", into.otlp,
                   "Send traces to this OpenTelemetry receiver (OTLP/HTTP)");
}

admin::outcome<json> follow_traces(const config::server_config& config,
                                   const admin::command& command,
                                   const admin::given_arguments& arguments,
                                   const trace_wishes& wishes, bool as_json) {
  std::unique_ptr<otlp_exporter> exporter;
  if (!wishes.otlp.empty()) {
    auto opened = otlp_exporter::open(wishes.otlp);
    if (!opened)
      return admin::failure{admin::failure_code::usage, opened.error()};
    exporter = std::move(*opened);
  }
  const auto look = appearance_of(STDOUT_FILENO);
  auto came = follow_printing(config, command, arguments, as_json,
                              [&](const json& trace) {
                                if (exporter)
                                  exporter->add(trace);
                                else if (wishes.mermaid)
                                  std::cout << trace_mermaid(trace) << '\n';
                                else if (as_json)
                                  std::cout << admin::to_line(trace) << '\n';
                                else
                                  std::cout << trace_tree(trace, look) << '\n';
                              });
  if (exporter)
    std::cerr << "troupectl: "
              << to_text(exporter->finish(farewell), wishes.otlp) << '\n';
  return came;
}

} // namespace troupe::tools
