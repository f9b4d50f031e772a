// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <caf/make_message.hpp>
#include <nlohmann/json.hpp>

#include "actors/rehearsal/rehearse.hpp"
#include "actors/user/session_copy.hpp"
#include "tests/support/print_result.hpp"
#include "tests/support/situation.hpp"

namespace troupe::rehearsal::test {

using nlohmann::json;
using support::chat;
using support::jid;

/// alice and bob on a server in memory, and what it explains.
struct rehearsing : support::situation {
  /// The server's actors, handled on a thread of their own, as in reality: what
  /// they record and count is not kept from others as a rehearsal's is.
  struct live final : live_server {
    explicit live(rehearsing& of) : of(of) {}

    persistence::result<persistence::answers>
    do_read(persistence::transaction ops) override {
      CHECK(std::ranges::none_of(ops, persistence::is_write));
      if (!is_answered("read of " + owner_of(ops.front())))
        return persistence::store_error{persistence::store_errc::unavailable,
                                        "no answer in time"};
      return *ask<actors::transaction_done>(
                  of.core.storage, actors::run_transaction{std::move(ops)})
                  .outcome;
    }
    std::optional<actors::session_copies>
    do_copy_sessions(const xml::jid& account) override {
      if (!is_answered("sessions of " + account.str()))
        return std::nullopt;
      return ask<actors::sessions_copied>(of.core.registry,
                                          actors::copy_sessions{account})
          .sessions;
    }
    bool is_stopping() const override { return stopping; }

    rehearsing& of;
    std::vector<std::string> asked; ///< "read of OWNER", "sessions of ACCOUNT"
    /// Told of each question; false: it is not answered.
    std::function<bool(const std::string&)> on_question
        = [](const std::string&) { return true; };
    bool stopping = false;

  private:
    static std::string owner_of(const persistence::operation& op) {
      return std::visit(
          [](const auto& o) -> std::string {
            if constexpr (requires { o.owner; })
              return o.owner;
            else
              return "all";
          },
          op);
    }
    bool is_answered(std::string question) {
      asked.push_back(std::move(question));
      return on_question(asked.back());
    }
    template <class Answer, class Handle, class Question>
    Answer ask(const Handle& to, Question question) {
      return std::async(std::launch::async,
                        [&] { return of.ask<Answer>(to, std::move(question)); })
          .get();
    }
  };

  /// With time enough.
  setting in_time() {
    return {std::make_shared<const config::server_config>(config), core.started,
            std::chrono::steady_clock::now() + std::chrono::minutes{1}};
  }
  admin::outcome<json> try_out(std::string text, std::string_view as,
                               bool payload = false) {
    live asked{*this};
    return rehearse({std::move(text), jid(as), payload}, in_time(), asked);
  }
  json explain(const std::string& text,
               std::string_view as = "alice@example.org/desk") {
    auto came = try_out(text, as);
    REQUIRE(came);
    return *came;
  }
  json explain(const xml::stanza& x) { return explain(xml::to_string(x)); }

  client& log_in(std::string_view account, std::string_view resource,
                 int priority = 0) {
    others.push_back(&situation::log_in(account, resource, priority));
    return *others.back();
  }
  /// How many stanzas all streams got so far.
  std::ptrdiff_t sent_to_all() const {
    auto sum = alice->stanzas().size();
    for (auto* each : others)
      sum += each->stanzas().size();
    return static_cast<std::ptrdiff_t>(sum);
  }

  std::vector<client*> others; ///< all but alice's first
};

/// What was decided, one line each, sorted: where, what, why, for whom.
inline std::vector<std::string> decisions_of(const json& trace) {
  std::vector<std::string> all;
  for (const auto& d : trace.at("decisions")) {
    std::string line;
    for (const auto* key : {"name", "outcome", "what", "reason", "kind"})
      line += d.at(key).get<std::string>() + " | ";
    all.push_back(line + d.value("resource", ""));
  }
  std::ranges::sort(all);
  return all;
}

/// How many stanzas went to streams, of which only the rehearsal's are traced.
inline auto sent_to_streams(const json& trace) {
  return std::ranges::count_if(trace.at("hops"), [](const json& hop) {
    return hop.at("message") == "send_stanza";
  });
}

inline bool has_reason(const json& trace, std::string_view outcome,
                       std::string_view reason) {
  return std::ranges::any_of(trace.at("decisions"), [&](const json& d) {
    return d.at("outcome") == outcome && d.at("reason") == reason;
  });
}

} // namespace troupe::rehearsal::test
