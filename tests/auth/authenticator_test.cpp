// SPDX-License-Identifier: Apache-2.0
#include "tests/auth/auth_fixture.hpp"

using namespace troupe;
using namespace troupe::auth::test;
using strings = std::vector<std::string>;

TEST_CASE_METHOD(auth_fixture, "an account has the password it was made with") {
  start();
  REQUIRE(create(alice) == "");

  CHECK(accepts(alice, "pencil"));
  CHECK_FALSE(accepts(alice, "Pencil"));
  CHECK_FALSE(accepts(alice, ""));
  auto found = fetch(alice);
  REQUIRE(found.document);
  CHECK(auth::from_document(*found.document).has_value());
  CHECK(found.document->find("pencil") == std::string::npos);
}

TEST_CASE_METHOD(auth_fixture, "a new password takes the place of the old") {
  start();
  REQUIRE(create(alice) == "");
  REQUIRE(set_password(alice, "eraser") == "");

  CHECK(accepts(alice, "eraser"));
  CHECK_FALSE(accepts(alice, "pencil"));
}

TEST_CASE_METHOD(auth_fixture, "what cannot be made or changed is told") {
  start();
  REQUIRE(create(alice) == "");

  CHECK(create(alice) == "conflict");
  CHECK(set_password("bob@example.org", "x") == "item-not-found");
  CHECK(change(core.auth, "bob@example.org", account_change::remove)
        == "item-not-found");
  CHECK(set_password(alice, "") == "not-acceptable");
  for (auto foreign :
       {"bob@example.net", "example.org", "bob@example.org/desk"})
    CHECK(create(foreign) == "not-allowed");
  CHECK(accepts(alice, "pencil"));
}

TEST_CASE_METHOD(auth_fixture, "a removed account opens to nobody") {
  start();
  REQUIRE(create(alice) == "");
  REQUIRE(change(core.auth, alice, account_change::remove) == "");

  CHECK_FALSE(accepts(alice, "pencil"));
  CHECK_FALSE(fetch(alice).document);
  CHECK(create(alice) == "");
}

TEST_CASE_METHOD(auth_fixture, "a disabled account stays so, and is told so") {
  start();
  REQUIRE(create(alice) == "");
  disable(alice);
  REQUIRE(set_password(alice, "eraser") == "");

  auto right = check(alice, "eraser");
  CHECK(right.right);
  CHECK(right.disabled);
}

TEST_CASE_METHOD(auth_fixture, "an account is made once, however many ask") {
  start();
  hashing->hold();
  auto first = request(account_change::create);
  auto second = request(account_change::create);
  run();
  hashing->release();
  run();

  CHECK(outcome(first) == "");
  CHECK(outcome(second) == "resource-constraint");
  CHECK(create(alice) == "conflict");
}

TEST_CASE_METHOD(auth_fixture,
                 "a password that is being changed revives no account") {
  start();
  REQUIRE(create(alice) == "");
  hashing->hold();
  auto changed = request(account_change::set_password);
  run();
  auto removed = request(account_change::remove);
  run();
  hashing->release();
  run();

  auto was_changed = outcome(changed);
  auto was_removed = outcome(removed);
  CHECK(was_changed == "");
  CHECK(was_removed == "resource-constraint");
  CHECK(fetch(alice).document);
  CHECK(change(core.auth, alice, account_change::remove) == "");
  CHECK_FALSE(fetch(alice).document);
}

TEST_CASE_METHOD(auth_fixture, "an account that is being removed stays so") {
  start();
  REQUIRE(create(alice) == "");
  engine->hold();
  auto removed = request(account_change::remove);
  run();
  auto changed = request(account_change::set_password);
  run();
  engine->release();
  run();

  CHECK(outcome(removed) == "");
  CHECK(outcome(changed) == "resource-constraint");
  CHECK_FALSE(fetch(alice).document);
}

TEST_CASE_METHOD(auth_fixture, "a full hashing queue asks to come later") {
  config.limits.login_queue = 1;
  start();
  REQUIRE(create(alice) == "");
  hashing->hold();
  auto first = self()->request(core.auth, caf::infinite,
                               check_password{jid(alice), address, "pencil"});
  run();

  auto second = check(alice, "pencil");
  CHECK(second.failed);
  CHECK_FALSE(second.right);
  auto refused = ask<account_changed>(
      core.auth,
      change_account{
          jid("bob@example.org"), account_change::create, "pencil", {}});
  REQUIRE(refused.error);
  CHECK(refused.error->what == xml::condition::resource_constraint);
  CHECK(refused.error->type == xml::error_type::wait);
  CHECK(figure(core.auth, "refused for a full queue") == "2");

  hashing->release();
  run();
  first.receive([](const password_checked& x) { CHECK(x.right); },
                [](const caf::error& e) { FAIL(caf::to_string(e)); });
  CHECK(create("bob@example.org") == "");
}

TEST_CASE_METHOD(auth_fixture, "a store that fails is no wrong password") {
  start();
  REQUIRE(create(alice) == "");
  fail_storage(persistence::store_errc::unavailable);

  auto checked = check(alice, "pencil");
  CHECK(checked.failed);
  CHECK_FALSE(checked.right);
  CHECK(fetch(alice).failed);
  CHECK(create("bob@example.org") == "resource-constraint");
  CHECK(set_password(alice, "eraser") == "resource-constraint");
  fail_storage(persistence::store_errc::corrupt);
  CHECK(create("bob@example.org") == "internal-server-error");

  engine->fail(std::nullopt);
  CHECK(accepts(alice, "pencil"));
  CHECK(create("bob@example.org") == "");
}

TEST_CASE_METHOD(auth_fixture,
                 "an unknown user and a wrong password are answered alike") {
  start();
  REQUIRE(create(alice) == "");
  disable(alice);

  auto wrong = check(alice, "eraser");
  auto unknown = check("bob@example.org", "eraser");
  for (const auto& x : {wrong, unknown}) {
    CHECK_FALSE(x.right);
    CHECK_FALSE(x.failed);
  }
  CHECK_FALSE(unknown.disabled);
  // A session tells `disabled` only where the password was right.
  CHECK_FALSE(wrong.right);
}

TEST_CASE_METHOD(auth_fixture, "accounts are listed by host, in pages") {
  config.hosts.push_back({.name = "example.com"});
  for (int i = 0; i < 1'250; ++i)
    add_account("u" + std::to_string(10'000 + i) + "@example.org");
  add_account("a@example.com");
  add_account("z@example.com");
  start();
  auto list = [&](std::string host, std::string after, std::uint32_t limit) {
    return ask<users_listed>(
               core.auth, list_users{std::move(host), std::move(after), limit})
        .accounts;
  };

  CHECK(list("example.com", "", 1'000)
        == strings{"a@example.com", "z@example.com"});
  CHECK(list("example.net", "", 1'000).empty());
  CHECK(list("", "", 5'000).size() == 1'252);
  auto page = list("example.org", "", 100);
  REQUIRE(page.size() == 100);
  CHECK(page.front() == "u10000@example.org");
  CHECK(list("example.org", page.back(), 2)
        == strings{"u10100@example.org", "u10101@example.org"});
}

TEST_CASE_METHOD(auth_fixture, "sessions are told that an account was made") {
  start();
  CHECK(open(alice, "desk").bound.error); // its actor is there, without account
  REQUIRE(create(alice) == "");

  CHECK_FALSE(open(alice, "desk").bound.error);
}
