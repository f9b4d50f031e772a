// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "actors/messages.hpp"
#include "actors/web/assets.hpp"
#include "actors/web/followers.hpp"
#include "actors/web/runner.hpp"
#include "actors/web/sessions.hpp"
#include "net/http_server.hpp"

namespace troupe::web {

struct asked;

/// What the API stands on.
struct api_setup {
  actors::shared_config config;
  std::shared_ptr<command_runner> runner;
  std::shared_ptr<doorkeeper> door;
  /// Runs something on the server's thread, from any.
  std::function<void(std::function<void()>)> post;
  assets page;
  std::function<std::string()> metrics; ///< OpenMetrics
  /// What of the server does not work now, in words; empty: nothing.
  std::function<std::string()> missing;
  std::function<std::chrono::steady_clock::time_point()> now
      = std::chrono::steady_clock::now;
};

/// Answers every request: login, commands, page, metrics and health. Used on
/// the server's thread.
class api : public std::enable_shared_from_this<api> {
public:
  explicit api(api_setup setup);

  void handle(net::http_request request, const net::http_responder& to);
  /// A configuration that is now in force: who is no administrator any more is
  /// logged out.
  void use(actors::shared_config config);
  /// Its password was changed, or it was disabled or removed: who was let in by
  /// the old one is logged out.
  void end_logins_of(const std::string& jid);
  /// To be called once a second: ends what was begun with a login or a token
  /// that is no more.
  void check_followers();

  /// {"GET", "/api/v1/commands/{name}"} …: all there is but the page's files.
  struct route {
    std::string_view method, path;
    void (api::*answer)(const asked&);
  };
  static std::span<const route> routes();

private:
  void is_alive(const asked& a);
  void is_ready(const asked& a);
  void get_metrics(const asked& a);
  void log_in(const asked& a);
  void get_session(const asked& a);
  void log_out(const asked& a);
  void list_commands(const asked& a);
  void read_command(const asked& a);
  void run_command(const asked& a);
  void follow_command(const asked& a);

  /// Calls `then` for who is logged in or has a token; else answers. Not after
  /// the API has gone.
  void admit(const asked& a, std::function<void(const identity&)> then);
  void admit_token(const asked& a, const std::string& secret,
                   std::function<void(const identity&)> then);
  void admit_session(const asked& a,
                     const std::function<void(const identity&)>& then);
  struct login_attempt {
    std::string jid;           ///< empty: none
    std::uint64_t changes = 0; ///< of the account, when it was begun
  };
  void finish_login(const asked& a, const login_attempt& of, login_verdict v);
  void refuse_login(const asked& a, const std::string& jid, login_verdict v);
  void carry_out(const asked& a, const identity& by,
                 const command_facts& command,
                 const admin::given_arguments& arguments);
  bool is_admin(const std::string& jid) const;
  /// The hosts that it is no administrator of; nothing where it is of none.
  std::string hosts_beyond(const std::string& jid) const;
  std::uint64_t changes_of(const std::string& jid) const;
  std::chrono::minutes idle() const;
  asker asker_of(const asked& a, const identity& by) const;

  api_setup setup_;
  session_table sessions_;
  token_cache tokens_;
  followers followers_;
  std::map<std::string, std::uint64_t> changes_; ///< of administrators
};

} // namespace troupe::web
