// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/core_fixture.hpp"

namespace troupe::user::test {

using namespace troupe::actors;
using support::chat;
using strings = std::vector<std::string>;
using namespace std::chrono_literals;

inline constexpr auto alice = "alice@example.org";
inline constexpr auto bob = "bob@example.org";

/// Sessions with stream management (XEP-0198) at the real user actor.
struct devices_fixture : support::core_fixture {
  devices_fixture() {
    add_account(alice);
    add_account(bob);
  }

  std::string manage(client& c, bool resume = true) {
    return ask<session_managed>(c.bound.user,
                                manage_session{c.bound.id, resume, 0})
        .token;
  }
  void acknowledge(client& c, std::uint32_t count) {
    caf::anon_send(c.bound.user, acknowledged{c.bound.id, count});
    run();
  }
  bool confirms(client& c, std::uint32_t count) {
    return ask<handled_confirmed>(c.bound.user,
                                  confirm_handled{c.bound.id, count})
        .durable;
  }
  void lose(client& c) {
    caf::anon_send(c.bound.user, session_closed{c.bound.id, {}, true});
    run();
  }
  /// The answer goes to the new stream too, in front of what it gets.
  session_resumed resume(client& on, std::string_view account,
                         const std::string& token, std::uint32_t count) {
    return resume_within(0s, on, account, token, count);
  }
  /// The same for an answer that takes so long.
  session_resumed resume_within(std::chrono::milliseconds time, client& on,
                                std::string_view account,
                                const std::string& token, std::uint32_t count) {
    auto pending = self()->request(core.registry, caf::infinite,
                                   resume_session{support::jid(account), token,
                                                  count, on.stream.handle(),
                                                  "192.0.2.1", true, 64});
    run();
    advance(time);
    session_resumed answer;
    pending.receive([&](const session_resumed& r) { answer = r; },
                    [](const caf::error& e) { FAIL(caf::to_string(e)); });
    return answer;
  }
  client& connection() {
    return *connections_.emplace_back(std::make_unique<client>(*this));
  }
  void send(client& from, std::string_view to, std::string_view body) {
    say(from, chat(to, body).with_trace(++trace_));
    run();
  }
  std::string end_of(client& c) {
    for (const auto& m : c.stream.log())
      if (m.match_elements<end_stream>())
        return std::string{
            xml::name_of(m.get_as<end_stream>(0).error.condition)};
    return {};
  }
  /// What a crash leaves: the store as it is, and nothing else.
  void crash() {
    caf::anon_send_exit(core.registry, caf::exit_reason::user_shutdown);
    run();
    start();
  }
  std::size_t devices_of(std::string_view account) {
    auto entries = store->entries(account, "devices");
    REQUIRE(entries.has_value());
    return entries->size();
  }
  std::size_t sessions_of(std::string_view account) {
    auto all = ask<sessions_listed>(core.registry, list_sessions{}).sessions;
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [&](const session_facts& s) {
          return s.jid.starts_with(account);
        }));
  }

private:
  std::vector<std::unique_ptr<client>> connections_;
  std::uint64_t trace_ = 1'000;
};

} // namespace troupe::user::test
