// SPDX-License-Identifier: Apache-2.0
// troupectl: administers a server, running or not. See docs/troupectl.md.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "actors/admin/catalogue.hpp"
#include "actors/admin/stopped_server.hpp"
#include "tools/exit_codes.hpp"
#include "tools/trace_mermaid.hpp"
#include "tools/troupectl_asking.hpp"
#include "tools/troupectl_following.hpp"
#include "tools/troupectl_output.hpp"
#include "tools/troupectl_password.hpp"
#include "tools/troupectl_tracing.hpp"

namespace troupe::tools {

namespace {

using admin::failure;
using admin::failure_code;
using admin::outcome;
using nlohmann::json;

/// What the command line says.
struct wishes {
  std::string config = TROUPE_DEFAULT_CONFIG;
  std::string data_dir; ///< instead of the file's, if not empty
  bool as_json = false;
  std::optional<std::string> password;
  bool password_stdin = false;
  admin::given_arguments arguments;
  trace_wishes traces;
};

/// "rooms list" is the subcommand "list" of the subcommand "rooms".
CLI::App& group_of(CLI::App& app, std::string_view name) {
  const auto space = name.find(' ');
  if (space == std::string_view::npos)
    return app;
  const std::string first{name.substr(0, space)};
  const auto known = app.get_subcommands(
      [&](CLI::App* each) { return each->get_name() == first; });
  if (!known.empty())
    return *known.front();
  auto* group = app.add_subcommand(first, "Commands about " + first + "; "
                                              + first + " --help lists them");
  group->require_subcommand(1);
  return *group;
}

void add_command(CLI::App& app, const admin::command& command, wishes& into) {
  const auto last = command.name.substr(command.name.rfind(' ') + 1);
  auto* sub = group_of(app, command.name)
                  .add_subcommand(std::string{last}, std::string{command.help});
  add_trace_options(*sub, command.name, into.traces);
  for (const auto& each : command.arguments) {
    if (each.secret) {
      auto* given = sub->add_option(
          "-p,--password", into.password,
          std::string{each.help} + " (others see it in the process list)");
      sub->add_flag("--password-stdin", into.password_stdin,
                    "Read it from the first line of standard input")
          ->excludes(given);
      continue;
    }
    if (each.flag) {
      sub->add_flag_callback(
          "--" + std::string{each.name},
          [&into, name = std::string{each.name}] {
            into.arguments[name] = "true";
          },
          std::string{each.help});
      continue;
    }
    // The server has another working directory.
    const auto keep = [&into, name = std::string{each.name},
                       is_path = each.path](const std::string& text) {
      into.arguments[name]
          = is_path ? std::filesystem::absolute(text).string() : text;
    };
    sub->add_option_function<std::string>((each.named ? "--" : "")
                                              + std::string{each.name},
                                          keep, std::string{each.help})
        ->required(!each.optional);
  }
}

void describe_app(CLI::App& app, wishes& into) {
  app.fallthrough();
  app.require_subcommand(1);
  app.add_option("-c,--config", into.config, "The server's configuration file")
      ->capture_default_str();
  app.add_option("-D,--data-dir", into.data_dir,
                 "The data directory, instead of the file's");
  app.add_flag("--json", into.as_json, "Answer in JSON, errors too");
  app.set_version_flag("--version", "troupectl " TROUPE_VERSION);
  for (const auto& command : admin::commands())
    add_command(app, command, into);
}

int code_of(failure_code code) {
  switch (code) {
  case failure_code::usage:
    return exit_usage;
  case failure_code::not_running:
    return exit_not_running;
  case failure_code::configuration:
    return exit_configuration;
  default:
    return exit_failed;
  }
}

/// Asks for the secret argument, if the command has one.
outcome<void> add_secret(const admin::command& command, wishes& w) {
  const auto secret
      = std::ranges::find(command.arguments, true, &admin::argument::secret);
  if (secret == command.arguments.end())
    return {};
  outcome<std::string> text{std::string{}};
  if (w.password)
    text = *w.password;
  else if (w.password_stdin)
    text = password_from_stdin();
  else
    text = password_from_prompt(w.arguments["jid"]);
  if (!text)
    return text.error();
  w.arguments[std::string{secret->name}] = std::move(*text);
  return {};
}

outcome<config::server_config> read_configuration(const wishes& w) {
  auto config = config::load(w.config);
  if (!config) {
    failure all{failure_code::configuration, {}};
    for (const auto& fault : config.error())
      all.message += (all.message.empty() ? "" : "\n") + to_string(fault);
    return all;
  }
  if (!w.data_dir.empty())
    config->data_dir = w.data_dir;
  return std::move(*config);
}

/// A command that goes on.
outcome<json> follow_it(const config::server_config& config,
                        const admin::command& command, const wishes& w) {
  if (command.name == "trace")
    return follow_traces(config, command, w.arguments, w.traces, w.as_json);
  if (command.name == "top" && !w.as_json && isatty(STDOUT_FILENO) != 0)
    return show_top(config, command, w.arguments);
  return follow_printing(
      config, command, w.arguments, w.as_json,
      [&](const json& event) { show_event(command, event, w.as_json); });
}

outcome<json> carry_out(const admin::command& command, wishes& w) {
  auto config = read_configuration(w);
  if (!config)
    return config.error();
  if (command.follow != nullptr)
    return follow_it(*config, command, w);
  // Before anybody types a password.
  const bool has_secret
      = std::ranges::any_of(command.arguments, &admin::argument::secret);
  if (auto jid = w.arguments.find("jid");
      has_secret && jid != w.arguments.end())
    if (auto known = address_named(admin::stopped_server{*config}, jid->second);
        !known)
      return known.error();
  if (auto added = add_secret(command, w); !added)
    return added.error();
  return ask(*config, command, w.arguments);
}

void print(std::string_view command, const json& result,
           const trace_wishes& traces) {
  if ((command == "shown" || command == "explain") && traces.mermaid)
    std::cout << trace_mermaid(result.at("trace"));
  else
    print_result(std::cout, command, result);
}

int report(const outcome<json>& came, std::string_view command, bool as_json,
           const trace_wishes& traces = {}) {
  if (came && came->is_null()) // all was told before
    return exit_ok;
  if (as_json)
    std::cout << admin::to_line(came ? *came : admin::to_json(came)) << '\n';
  else if (came)
    print(command, *came, traces);
  else
    std::cerr << "troupectl: " << came.error().message << '\n';
  return came ? exit_ok : code_of(came.error().code);
}

/// The words of the chosen command, from the first to the innermost.
std::string chosen_name(const CLI::App& app) {
  std::string name;
  for (auto chosen = app.get_subcommands(); !chosen.empty();
       chosen = chosen.front()->get_subcommands())
    name += (name.empty() ? "" : " ") + chosen.front()->get_name();
  return name;
}

/// A long answer comes in parts; each says what to ask for the next.
int carry_out_all(const std::string& name, wishes& w) {
  for (;;) {
    const auto came = carry_out(*admin::find_command(name), w);
    const auto code = report(came, name, w.as_json, w.traces);
    if (!came || !came->is_object() || !came->contains("next"))
      return code;
    for (const auto& [argument, value] : (*came)["next"].items())
      w.arguments[argument] = value.get<std::string>();
  }
}

int run(int argc, char** argv) {
  umask(077);
  wishes w;
  CLI::App app{"Administers a Troupe server"};
  describe_app(app, w);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    const auto wants_json
        = std::any_of(argv, argv + argc,
                      [](std::string_view word) { return word == "--json"; });
    if (e.get_exit_code() != 0 && wants_json)
      return report(failure{failure_code::usage, e.what()}, {}, true);
    return app.exit(e) == 0 ? exit_ok : exit_usage;
  }
  return carry_out_all(chosen_name(app), w);
}

} // namespace

} // namespace troupe::tools

int main(int argc, char** argv) {
  return troupe::tools::run(argc, argv);
}
