// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "actors/admin/command.hpp"
#include "actors/web/tokens.hpp"
#include "xml/jid.hpp"

/// The HTTP side for administrators: login, tokens, the API, the page.
namespace troupe::web {

/// Who wants something, as the audit log has it.
struct asker {
  std::string who;  ///< "alice@localhost" or "token:NAME"
  std::string from; ///< "web 127.0.0.1"
};

/// A command as the API sees it.
struct command_facts {
  std::string name; ///< "rooms list"
  std::string help;
  bool changes = false; ///< something; needs POST
  bool follows = false; ///< it goes on until it is ended
  std::vector<admin::argument> arguments;
};

/// What a command that goes on tells whom; called from any thread.
struct follower {
  std::function<void(nlohmann::json)> event;
  std::function<void(nlohmann::json)> ended; ///< {"result": …}, {"error": …}
};
/// Ends it early; after it neither of the follower's is called.
using ending = std::function<void()>;

/// Carries commands out. Used on the web server's thread.
class command_runner {
public:
  virtual ~command_runner() = default;

  virtual std::vector<command_facts> commands() const = 0;
  /// `reply` gets one line of JSON, {"result": …} or {"error": …}, on any
  /// thread.
  virtual void run(const asker& by, const std::string& name,
                   const admin::given_arguments& arguments,
                   std::function<void(std::string)> reply)
      = 0;
  virtual ending follow(const asker& by, const std::string& name,
                        const admin::given_arguments& arguments, follower to)
      = 0;
};

/// What comes of a password.
enum class login_verdict : std::uint8_t {
  right,
  outside, ///< right, but of somebody who may not enter
  wrong,
  later, ///< locked out, or too much is waiting
};

/// Looks after who comes in. Used on the web server's thread; answers on any.
class doorkeeper {
public:
  virtual ~doorkeeper() = default;

  /// Checks a password with back-off and lock-out. That of somebody who
  /// `may_enter` not counts as a failure, and it takes as long.
  virtual void check_password(const xml::jid& account,
                              const std::string& password,
                              const std::string& address, bool may_enter,
                              std::function<void(login_verdict)> then)
      = 0;
  /// All tokens; nothing where the store does not answer.
  virtual void
  read_tokens(std::function<void(std::optional<std::vector<token>>)> then)
      = 0;
};

} // namespace troupe::web
