// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/auth/credentials.hpp"
#include "tests/support/core_fixture.hpp"

namespace troupe::auth::test {

using namespace troupe::actors;
using support::jid;

constexpr auto alice = "alice@example.org";
constexpr auto address = "192.0.2.7";

/// The auth actor among the real others, and what its tests ask of it.
struct auth_fixture : support::core_fixture {
  std::string create(std::string_view account, std::string_view from = "") {
    return change(core.auth, account, account_change::create, "pencil", from);
  }
  std::string set_password(std::string_view account, std::string_view to) {
    return change(core.auth, account, account_change::set_password, to);
  }

  password_checked check(std::string_view account, std::string_view password) {
    return ask<password_checked>(
        core.auth,
        check_password{jid(account), address, std::string{password}});
  }
  bool accepts(std::string_view account, std::string_view password) {
    return check(account, password).right;
  }
  credentials_found fetch(std::string_view account,
                          std::string_view from = address) {
    return ask<credentials_found>(
        core.auth, fetch_credentials{jid(account), std::string{from}});
  }

  auto request(account_change what) {
    return self()->request(core.auth, caf::infinite,
                           change_account{jid(alice), what, "pencil", {}});
  }
  template <class Pending>
  static std::string outcome(Pending& pending) {
    std::string result;
    pending.receive(
        [&](const account_changed& x) {
          if (x.error)
            result = xml::name_of(x.error->what);
        },
        [&](const caf::error& e) { result = caf::to_string(e); });
    return result;
  }

  void fail_login(std::string_view account, std::string_view from = address) {
    caf::anon_send(core.auth,
                   login_ended{jid(account), std::string{from}, false});
    run();
  }

  void disable(std::string_view account) {
    auto keys = auth::from_document(*document(account, "credentials"));
    REQUIRE(keys.has_value());
    keys->disabled = true;
    auto stored
        = store->put_document(account, "credentials", auth::to_document(*keys));
    REQUIRE(stored.has_value());
  }

  void fail_storage(persistence::store_errc code) {
    engine->fail(persistence::store_error{code, "the disk has gone"});
  }
};

} // namespace troupe::auth::test
