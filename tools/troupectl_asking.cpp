// SPDX-License-Identifier: Apache-2.0
#include "tools/troupectl_asking.hpp"

#include <cerrno>
#include <cstring>
#include <iostream>

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors/admin/audit_file.hpp"
#include "actors/admin/catalogue.hpp"
#include "actors/admin/stopped_server.hpp"
#include "net/control_socket.hpp"
#include "persistence/directory_lock.hpp"

namespace troupe::tools {

using admin::failure;
using admin::failure_code;
using admin::outcome;
using nlohmann::json;
namespace errc = boost::system::errc;

namespace {

constexpr std::chrono::seconds longest_wait{120};

/// Root works on the store as its owner, so that the server can still read what
/// it finds there. @returns what went wrong, empty if nothing
std::string become_owner_of(const std::filesystem::path& data_dir) {
  struct stat owner {};
  if (geteuid() != 0 || stat(data_dir.c_str(), &owner) != 0
      || owner.st_uid == 0)
    return {};
  if (setgroups(0, nullptr) == 0 && setgid(owner.st_gid) == 0
      && setuid(owner.st_uid) == 0)
    return {};
  return "cannot work as the owner of " + data_dir.string() + ": "
         + std::strerror(errno);
}

/// No server does it. Where there are no data, there is no file to write to.
void note_use(const config::server_config& config,
              const admin::command_use& use, const outcome<json>& came) {
  std::error_code none;
  if (!std::filesystem::is_directory(config.data_dir, none))
    return;
  const auto path = config.data_dir / admin::audit_log_name;
  admin::audit_file file{path};
  const auto fault = file.add(
      audit_entry(use, outcome_name(came), std::chrono::system_clock::now()));
  if (!fault.empty())
    std::cerr << "troupectl: " << path.string() << ": " << fault << '\n';
}

outcome<json> ask_here(const config::server_config& config,
                       const admin::command& command,
                       const admin::given_arguments& arguments) {
  const auto uid = getuid();
  if (command.runs == admin::place::either)
    if (auto wrong = become_owner_of(config.data_dir); !wrong.empty())
      return failure{failure_code::failed, std::move(wrong)};
  admin::stopped_server store{config};
  outcome<json> answer{
      failure{failure_code::failed, "the command gave no answer"}};
  admin::execute(store, command.name, arguments,
                 [&answer](outcome<json> came) { answer = std::move(came); });
  const admin::command_use use{"uid:" + std::to_string(uid), "command line",
                               std::string{command.name}, arguments};
  if (admin::is_kept(use))
    note_use(config, use, answer);
  return answer;
}

outcome<json> read_answer(json answer) {
  if (answer.is_object() && answer.contains("result"))
    return admin::success(std::move(answer["result"]));
  const auto error = answer.is_object() ? answer.value("error", json::object())
                                        : json::object();
  failure why{failure_code::failed, "the server's answer cannot be read"};
  if (!error.is_object() || !error.contains("code")
      || !error.contains("message"))
    return why;
  why.message = error.value("message", "");
  for (auto code :
       {failure_code::usage, failure_code::not_found, failure_code::conflict,
        failure_code::bad_password, failure_code::busy,
        failure_code::not_running, failure_code::configuration})
    if (name_of(code) == error.value("code", ""))
      why.code = code;
  return why;
}

outcome<json> ask_server(net::control_client& server,
                         const admin::command& command,
                         const admin::given_arguments& arguments) {
  const json request{{"command", command.name}, {"arguments", arguments}};
  auto line = server.ask(admin::to_line(request), longest_wait);
  if (line)
    return read_answer(json::parse(*line, nullptr, false));
  return failure{failure_code::failed,
                 "no answer from the server: " + line.error().message()};
}

/// Each line: {"event": …}, {"dropped": …}, or the answer.
outcome<json> follow_server(net::control_client& server,
                            const admin::command& command,
                            const admin::given_arguments& arguments,
                            const event_reader& read, int until_readable) {
  const json request{{"command", command.name}, {"arguments", arguments}};
  outcome<json> answer = admin::success(nullptr);
  const auto why = server.follow(
      admin::to_line(request),
      [&](const std::string& line) {
        auto said = json::parse(line, nullptr, false);
        if (said.is_object() && said.contains("event"))
          return read.event(said["event"]), true;
        if (said.is_object() && said.contains("dropped"))
          return read.dropped(said["dropped"]), true;
        answer = read_answer(std::move(said));
        return false;
      },
      until_readable);
  if (!why || why == errc::operation_canceled)
    return answer;
  return failure{failure_code::not_running,
                 "the server has gone: " + why.message()};
}

/// The socket could not be reached.
outcome<json> ask_without_server(const config::server_config& config,
                                 const admin::command& command,
                                 const admin::given_arguments& arguments,
                                 boost::system::error_code why) {
  const auto file = config.data_dir / net::control_socket_name;
  if (why == errc::permission_denied)
    return failure{failure_code::failed,
                   file.string()
                       + ": permission denied; be root or the "
                         "server's user"};
  if (why != errc::no_such_file_or_directory && why != errc::connection_refused)
    return failure{failure_code::failed, file.string() + ": " + why.message()};
  if (auto pid = persistence::directory_lock::holder(config.data_dir))
    return failure{failure_code::busy,
                   config.data_dir.string() + " is in use by process "
                       + std::to_string(*pid) + ", which does not answer on "
                       + file.string()};
  if (command.runs == admin::place::running)
    return failure{failure_code::not_running,
                   "the server is not running (nobody answers on "
                       + file.string() + ")"};
  return ask_here(config, command, arguments);
}

} // namespace

outcome<json> ask(const config::server_config& config,
                  const admin::command& command,
                  const admin::given_arguments& arguments) {
  if (command.runs == admin::place::local)
    return ask_here(config, command, arguments);
  auto server = net::control_client::connect(config.data_dir
                                             / net::control_socket_name);
  if (!server)
    return ask_without_server(config, command, arguments, server.error());
  return ask_server(*server, command, arguments);
}

outcome<json> follow(const config::server_config& config,
                     const admin::command& command,
                     const admin::given_arguments& arguments,
                     const event_reader& read, int until_readable) {
  auto server = net::control_client::connect(config.data_dir
                                             / net::control_socket_name);
  if (!server)
    return ask_without_server(config, command, arguments, server.error());
  return follow_server(*server, command, arguments, read, until_readable);
}

} // namespace troupe::tools
