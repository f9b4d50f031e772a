// SPDX-License-Identifier: Apache-2.0
// Lock-out, delays and registrations, as virtual time passes.
#include "tests/auth/auth_fixture.hpp"
#include "tests/support/moved.hpp"

using namespace troupe;
using namespace troupe::auth::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(auth_fixture,
                 "an account is locked until its failures are old enough") {
  config.limits.failures_per_account = 3;
  config.limits.lockout = 60s;
  start();
  REQUIRE(create(alice) == "");
  for (auto from : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) {
    CHECK_FALSE(fetch(alice).locked);
    fail_login(alice, from);
  }

  auto found = fetch(alice);
  CHECK(found.locked);
  CHECK_FALSE(found.document);
  auto checked = check(alice, "pencil");
  CHECK(checked.failed);
  CHECK_FALSE(checked.right);
  CHECK_FALSE(fetch("bob@example.org").locked);

  advance(59s);
  CHECK(fetch(alice).locked);
  advance(2s);
  CHECK_FALSE(fetch(alice).locked);
  CHECK(accepts(alice, "pencil"));
}

TEST_CASE_METHOD(auth_fixture, "an address is locked for all accounts") {
  support::moved moved{observe::limit::lockout};
  config.limits.failures_per_address = 4;
  config.limits.lockout = 60s;
  start();
  for (auto name : {"a", "b", "c", "d"})
    fail_login(std::string{name} + "@example.org", "2001:db8::1");

  CHECK(fetch(alice, "2001:db8::2").locked); // of the same /64
  CHECK_FALSE(fetch(alice, "2001:db8:0:1::1").locked);
  advance(61s);
  CHECK_FALSE(fetch(alice, "2001:db8::1").locked);
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(auth_fixture, "a login forgives the account's failures") {
  config.limits.failures_per_account = 3;
  start();
  fail_login(alice);
  fail_login(alice);
  ask<login_noted>(core.auth, login_ended{jid(alice), address, true});
  fail_login(alice);

  CHECK_FALSE(fetch(alice).locked);
  CHECK(figure(core.auth, "logins") == "1");
  CHECK(figure(core.auth, "failed logins") == "3");
}

TEST_CASE_METHOD(auth_fixture, "streams side by side do not get a guess each") {
  config.limits.failures_per_account = 2;
  config.limits.lockout = 60s;
  start();
  CHECK_FALSE(fetch(alice).locked); // of three exchanges that run at once
  CHECK_FALSE(fetch(alice).locked);
  CHECK_FALSE(fetch(alice).locked);
  fail_login(alice);
  fail_login(alice);

  login_ended right{jid(alice), address, true};
  CHECK(ask<login_noted>(core.auth, right).refused);
  CHECK(fetch(alice).locked); // and nothing was forgiven
  advance(61s);
  CHECK_FALSE(ask<login_noted>(core.auth, right).refused);
}

TEST_CASE_METHOD(auth_fixture, "0 failures mean that nobody is locked out") {
  config.limits.failures_per_account = 0;
  config.limits.failures_per_address = 0;
  start();
  for (int i = 0; i < 200; ++i)
    fail_login(alice);

  CHECK_FALSE(fetch(alice).locked);
}

TEST_CASE_METHOD(auth_fixture, "rules that change start to count anew") {
  config.limits.failures_per_account = 2;
  start();
  fail_login(alice);
  fail_login(alice);
  auto tell = [&](const config::server_config& c) {
    caf::anon_send(core.auth,
                   configuration_changed{
                       std::make_shared<const config::server_config>(c)});
    run();
  };
  auto news = config;
  news.c2s.listen = {"127.0.0.1:1"};
  tell(news);
  CHECK(fetch(alice).locked);

  news.limits.failures_per_account = 3;
  tell(news);
  CHECK_FALSE(fetch(alice).locked);
}

TEST_CASE_METHOD(auth_fixture, "failures are answered later each time") {
  start();
  std::vector<std::chrono::milliseconds> waits;
  for (int i = 0; i < 6; ++i) {
    auto pending = self()->request(core.auth, caf::infinite,
                                   login_ended{jid(alice), address, false});
    run();
    std::chrono::milliseconds waited{0};
    for (; self()->mailbox().empty() && waited < 10s; waited += 10ms)
      advance(10ms);
    waits.push_back(waited);
    pending.receive([](const login_noted&) {},
                    [](const caf::error& e) { FAIL(caf::to_string(e)); });
  }

  CHECK(waits
        == std::vector<std::chrono::milliseconds>{0ms, 0ms, 250ms, 500ms,
                                                  1000ms, 2000ms});
}

TEST_CASE_METHOD(auth_fixture, "strangers register so many per hour") {
  support::moved moved{observe::limit::registrations};
  config.limits.registrations_per_address = 2;
  start();
  CHECK(create("a@example.org", address) == "");
  CHECK(create("b@example.org", address) == "");
  auto refused = ask<account_changed>(
      core.auth, change_account{jid("c@example.org"), account_change::create,
                                "pencil", address});
  REQUIRE(refused.error);
  CHECK(refused.error->what == xml::condition::resource_constraint);
  CHECK(refused.error->type == xml::error_type::wait);

  CHECK(create("c@example.org", "192.0.2.8") == "");
  CHECK(create("d@example.org") == ""); // by an administrator
  // Nor may it be probed without limit which names are taken.
  CHECK(create("a@example.org", address) == "resource-constraint");
  advance(3'601s);
  CHECK(create("e@example.org", address) == "");
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(auth_fixture, "a change of the configuration may lift that") {
  config.limits.registrations_per_address = 0;
  start();
  for (auto name : {"a", "b", "c", "d", "e", "f"})
    CHECK(create(std::string{name} + "@example.org", address) == "");
}

TEST_CASE_METHOD(auth_fixture, "no stranger registers as an administrator") {
  config.hosts[0].admins = {alice};
  start();

  CHECK(create(alice, address) == "not-allowed");
  CHECK_FALSE(accepts(alice, "pencil"));
  CHECK(create("bob@example.org", address) == "");
  CHECK(create(alice) == ""); // by whoever has the machine
  CHECK(accepts(alice, "pencil"));
  // That it is an administrator's is not told where it is there.
  CHECK(create(alice, address) == "conflict");

  REQUIRE(change(core.auth, alice, account_change::remove) == "");
  CHECK(create(alice, address) == "not-allowed");
}

TEST_CASE_METHOD(auth_fixture, "nor as one of another host") {
  config.hosts.emplace_back().name = "example.com";
  config.hosts[1].admins = {alice};
  start();

  CHECK(create(alice, address) == "not-allowed");
  CHECK(create(alice) == "");
}
