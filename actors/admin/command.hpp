// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/result.hpp>
#include <nlohmann/json.hpp>

/// What administrators can ask for. Each command is told here once: the command
/// line, the control socket and ad-hoc commands are made from the list.
namespace troupe::admin {

class server_access;

enum class failure_code : std::uint8_t {
  usage,         ///< no such command, or wrong arguments
  not_found,     ///< no such account, session or host
  conflict,      ///< it exists already
  bad_password,  ///< one that no client could log in with
  busy,          ///< too much is waiting; later
  not_running,   ///< needs a running server
  configuration, ///< the configuration has faults
  failed,        ///< the world's fault: store, disk, network
};
/// The code's name in JSON, e.g. "not_found".
std::string_view name_of(failure_code code);

/// Why a command was not carried out, for people.
struct failure {
  failure_code code = failure_code::failed;
  std::string message;
};

template <class T>
using outcome = boost::system::result<T, failure>;
/// Called once with what came of it, now or later.
template <class T>
using reply = std::function<void(outcome<T>)>;

/// JSON would convert itself into a failure, too.
inline outcome<nlohmann::json> success(nlohmann::json value) {
  return {boost::system::in_place_value, std::move(value)};
}

struct argument {
  std::string_view name;
  std::string_view help;
  bool optional = false;
  bool secret = false; ///< asked for without echo; never logged
  bool named = false;  ///< given as --name VALUE, not by its place
  bool flag = false;   ///< given as --name alone; its value is then "true"
  bool said = false;   ///< what people say is in it: never logged
  bool path = false;   ///< of a file on the server's machine: not from afar
};

/// The arguments given, by name.
using given_arguments = std::map<std::string, std::string, std::less<>>;

enum class place : std::uint8_t {
  running, ///< by a running server only
  either,  ///< by the running server, else on its store
  local,   ///< by the asking process, whether a server runs or not
};

/// Whom a command that goes on tells what happens. Called from any thread;
/// never blocks.
struct audience {
  std::function<void(nlohmann::json)> event; ///< one more thing has happened
  reply<nlohmann::json> ended; ///< once, at the end: a summary or a failure
};

/// Ends it early: whoever listened has gone. After it neither of the audience's
/// is called. May be called twice, from any thread.
using ending = std::function<void()>;

/// Has either `run` or `follow`.
struct command {
  std::string_view name; ///< one of a group has two words: "rooms list"
  std::string_view help;
  std::vector<argument> arguments;
  place runs = place::running;
  /// Answers once.
  void (*run)(server_access& server, const given_arguments& given,
              reply<nlohmann::json> done)
      = nullptr;
  /// Goes on, until it has come to its end or its audience has gone. The
  /// catalogue sees to it that nobody is told anything after that.
  ending (*follow)(server_access& server, const given_arguments& given,
                   audience to)
      = nullptr;
  /// It changes something: the audit log keeps its uses.
  bool changes = false;
  /// It shows what people have said: so does it here.
  bool shows_text = false;
  /// So many things that happen are one answer, for who can get no more.
  std::size_t gathered = 100;
};

} // namespace troupe::admin
