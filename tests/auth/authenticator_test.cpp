// SPDX-License-Identifier: Apache-2.0
#include "tests/auth/auth_fixture.hpp"
#include "tests/support/moved.hpp"

using namespace troupe;
using namespace troupe::auth::test;
using strings = std::vector<std::string>;

namespace {

/// The error that the stream was ended with, or "".
std::string end_of(const auth_fixture::client& c) {
  for (const auto& m : c.stream.log())
    if (m.match_elements<end_stream>())
      return std::string{xml::name_of(m.get_as<end_stream>(0).error.condition)};
  return {};
}

} // namespace

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

TEST_CASE_METHOD(auth_fixture,
                 "who watches is told whose login may not hold any more") {
  start();
  strings told;
  auto watcher = std::make_shared<const std::function<void(const xml::jid&)>>(
      [&](const xml::jid& who) { told.push_back(who.str()); });
  caf::anon_send(core.auth, watch_accounts{watcher});
  run();
  REQUIRE(create(alice) == "");
  told.clear(); // nobody was logged in to it

  CHECK(set_password("bob@example.org", "x") == "item-not-found");
  CHECK(set_password(alice, "") == "not-acceptable");
  CHECK(told.empty());
  REQUIRE(set_password(alice, "eraser") == "");
  CHECK(std::exchange(told, {}) == strings{alice});
  REQUIRE(change(core.auth, alice, account_change::disable) == "");
  CHECK(std::exchange(told, {}) == strings{alice});
  REQUIRE(change(core.auth, alice, account_change::enable) == "");
  CHECK(told.empty());
  REQUIRE(change(core.auth, alice, account_change::remove) == "");
  CHECK(std::exchange(told, {}) == strings{alice});

  REQUIRE(create(alice) == "");
  told.clear();
  watcher.reset();
  REQUIRE(set_password(alice, "eraser") == "");
  CHECK(told.empty());
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
  support::moved moved{observe::limit::login_queue};
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
  CHECK(moved.by() > 0);
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

TEST_CASE_METHOD(auth_fixture,
                 "an account that is disabled opens nothing until it is not") {
  start();
  REQUIRE(create(alice) == "");
  auto& phone = log_in(alice, "phone");

  REQUIRE(change(core.auth, alice, account_change::disable) == "");

  CHECK(end_of(phone) == "not-authorized");
  CHECK(check(alice, "pencil").disabled);
  auto late = open(alice, "desk").bound.error;
  REQUIRE(late);
  CHECK(late->what == xml::condition::not_allowed);

  REQUIRE(change(core.auth, alice, account_change::enable) == "");
  CHECK_FALSE(check(alice, "pencil").disabled);
  CHECK_FALSE(open(alice, "desk").bound.error);
}

TEST_CASE_METHOD(auth_fixture, "a disabled account gets its messages later") {
  start();
  REQUIRE(create(alice) == "");
  REQUIRE(create("bob@example.org") == "");
  auto& bob = log_in("bob@example.org", "desk");
  REQUIRE(change(core.auth, alice, account_change::disable) == "");

  say(bob, support::chat(alice, "read this later"));
  run();

  CHECK(logged(alice, "offline") == 1);
}

TEST_CASE_METHOD(auth_fixture, "what is no account cannot be disabled") {
  start();
  CHECK(change(core.auth, alice, account_change::disable) == "item-not-found");
  CHECK(change(core.auth, alice, account_change::enable) == "item-not-found");

  REQUIRE(create(alice) == "");
  fail_storage(persistence::store_errc::unavailable);
  CHECK(change(core.auth, alice, account_change::disable) != "");
}

TEST_CASE_METHOD(auth_fixture, "disabled accounts are listed over all pages") {
  start();
  auto keys = *auth::derive("pencil", 1);
  strings disabled;
  for (int i = 10'000; i < 12'100; ++i) {
    auto name = "u" + std::to_string(i) + "@example.org";
    keys.disabled = i % 1'000 == 999 || i == 12'050;
    if (keys.disabled)
      disabled.push_back(name);
    const auto put
        = store->put_document(name, "credentials", auth::to_document(keys));
    REQUIRE(put.has_value());
  }

  const auto all = ask<users_listed>(core.auth, list_users{{}, {}, 10, true});
  CHECK(all.accounts == disabled);
  const auto rest
      = ask<users_listed>(core.auth, list_users{{}, disabled[0], 1, true});
  CHECK(rest.accounts == strings{disabled[1]});
  const auto none
      = ask<users_listed>(core.auth, list_users{"example.net", {}, 10, true});
  CHECK(none.accounts.empty());
}
