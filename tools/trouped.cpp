// SPDX-License-Identifier: Apache-2.0
// trouped: the server. docs/operations.md tells how to run it.
#include <CLI/CLI.hpp>

#include "tools/daemon.hpp"
#include "tools/logging.hpp"

int main(int argc, char** argv) {
  using namespace troupe::tools;
  daemon_options options{TROUPE_DEFAULT_CONFIG, {}, {}};
  bool only_check = false;
  CLI::App app{"An XMPP server"};
  app.add_option("-c,--config", options.config, "The configuration file")
      ->capture_default_str();
  app.add_option("-D,--data-dir", options.data_dir,
                 "The data directory, instead of the file's");
  app.add_option("-L,--log-level", options.log_level,
                 "The log level, instead of the file's")
      ->check(CLI::IsMember(std::vector<std::string>{std::begin(log_levels),
                                                     std::end(log_levels)}));
  app.add_flag("--check", only_check,
               "Validate the configuration and the certificates, and exit");
  app.set_version_flag("--version", "trouped " TROUPE_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    // CLI11 prints; the code of --help and --version is 0.
    return app.exit(e) == 0 ? exit_ok : exit_usage;
  }
  return only_check ? check(options) : run_daemon(options);
}
