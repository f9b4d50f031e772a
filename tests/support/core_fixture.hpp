// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <caf/make_message.hpp>

#include "actors/components.hpp"
#include "persistence/store.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_context.hpp"
#include "tests/support/gated_engine.hpp"

namespace troupe::support {

/// The real storage, registry, auth, host and user actors for example.org over
/// a memory store; streams are probes.
class core_fixture : public actor_fixture {
public:
  struct client {
    explicit client(stepped_system& s) : stream(s) {}
    probe<actors::session_actor> stream;
    actors::session_opened bound;

    /// The stanzas that the stream got so far, other messages left out.
    std::vector<xml::stanza> stanzas();
    std::vector<std::string> bodies();
    std::uint32_t credit(); ///< given back so far
  };

  core_fixture();
  ~core_fixture();

  /// Starts the actors with `config` as it is now.
  void start();
  /// An account that was always there. @pre not started, or nobody asked yet
  void add_account(std::string_view account);
  /// Opens a session; it may be refused.
  client& open(std::string_view account, std::string_view resource);
  /// The same, with initial presence of that priority.
  client& log_in(std::string_view account, std::string_view resource,
                 int priority = 0);
  /// A stanza from the client's side, `from` stamped; does not run.
  void say(const client& from, xml::stanza x);
  void close(const client& of, std::vector<xml::stanza> unsent = {});

  /// The error of a change, or "".
  std::string change(const actors::auth_actor& at, std::string_view account,
                     actors::account_change what,
                     std::string_view password = "pencil",
                     std::string_view address = "");
  /// A figure of the actor's description; "" where it has none.
  template <class Handle>
  std::string figure(const Handle& of, std::string_view which) {
    auto d = ask<actors::description>(of, actors::describe{});
    return find_figure(d, which);
  }
  std::size_t logged(std::string_view account, std::string_view log);
  std::optional<std::string> document(std::string_view account,
                                      std::string_view name);

  config::server_config config;
  std::shared_ptr<persistence::store> store;
  std::shared_ptr<gated_engine> engine;
  std::shared_ptr<gated_hashing> hashing;
  actors::core core;

private:
  static std::string find_figure(const actors::description& d,
                                 std::string_view which);

  std::vector<std::unique_ptr<client>> clients_;
};

xml::stanza chat(std::string_view to, std::string_view body);
xml::stanza available(int priority);
std::string body_of(const xml::stanza& x);

} // namespace troupe::support
