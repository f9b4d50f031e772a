// SPDX-License-Identifier: Apache-2.0
// troupe-load: puts load on an XMPP server and measures it. See docs/load.md.
#include <algorithm>
#include <csignal>
#include <iostream>

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include "tools/exit_codes.hpp"
#include "tools/load/modes/mode.hpp"

namespace troupe::load {

namespace {

using tools::exit_code;

/// One session is one descriptor.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int fail(const problem& why, bool as_json, exit_code code) {
  if (as_json) {
    report line;
    line.add("error", why.text);
    line.print_json(std::cout);
  }
  std::cerr << "troupe-load: " << why.text << '\n';
  return code;
}

/// Runs it until it has come to an end.
outcome<verdict> run_in(mode& chosen, world& in, report& into) {
  outcome<verdict> found = problem{"interrupted"};
  boost::asio::signal_set signals{in.io, SIGINT, SIGTERM};
  signals.async_wait([&](boost::system::error_code cancelled, int) {
    if (!cancelled)
      in.interrupt();
    signals.clear(); // the next one ends the process
  });
  boost::asio::co_spawn(in.io, chosen.run(in, into),
                        [&](std::exception_ptr thrown, outcome<verdict> came) {
                          if (thrown)
                            std::rethrow_exception(thrown);
                          found = std::move(came);
                          in.hide_progress();
                          in.io.stop();
                        });
  in.io.run();
  return found;
}

int carry_out(std::unique_ptr<mode> given, const common_options& options) {
  auto made = world::make(options);
  if (!made)
    return fail(made.error(), options.json, tools::exit_usage);
  auto& in = **made;
  const auto chosen = std::move(given); // its sockets go before the world
  if (!in.server.knows_server() && !options.json)
    std::cerr << "troupe-load: the server's process is not known, so its CPU is"
                 " not measured; --pid names it\n";
  report result;
  result.add("mode", chosen->name());
  const auto found = run_in(*chosen, in, result);
  if (!found)
    return fail(found.error(), options.json, tools::exit_failed);
  if (!in.mechanism.empty())
    result.add("mechanism", in.mechanism);
  if (!in.protection.empty())
    result.add("protection", in.protection);
  if (options.json)
    result.print_json(std::cout);
  else
    result.print(std::cout);
  return *found == verdict::all_well ? tools::exit_ok : tools::exit_failed;
}

int run(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
  raise_descriptor_limit();
  common_options options;
  CLI::App app{"Puts load on an XMPP server and measures what it costs"};
  app.set_version_flag("--version", "troupe-load " TROUPE_VERSION);
  app.require_subcommand(1);
  app.footer("troupe-load MODE --help tells the options of a mode.");
  auto modes = all_modes();
  for (const auto& each : modes) {
    auto* sub = app.add_subcommand(each->name(), each->about());
    sub->option_defaults()->take_last(); // so that scripts can override
    each->describe(*sub);
    describe(*sub, options);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? tools::exit_ok : tools::exit_usage;
  }
  const auto name = app.get_subcommands().front()->get_name();
  const auto chosen = std::ranges::find(
      modes, name, [](const auto& each) { return each->name(); });
  return carry_out(std::move(*chosen), options);
}

} // namespace

} // namespace troupe::load

int main(int argc, char** argv) {
  return troupe::load::run(argc, argv);
}
