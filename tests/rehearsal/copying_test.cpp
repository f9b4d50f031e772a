// SPDX-License-Identifier: Apache-2.0
// How an account's sessions are copied and adopted.
#include <catch2/catch.hpp>

#include "tests/rehearsal/rehearsing.hpp"

namespace copying_test {

using namespace troupe;
using namespace troupe::rehearsal::test;

namespace {

struct copying : rehearsing {
  actors::session_copies copies_of(std::string_view account) {
    return ask<actors::sessions_copied>(core.registry,
                                        actors::copy_sessions{jid(account)})
        .sessions;
  }
};

} // namespace

TEST_CASE_METHOD(copying,
                 "a copy has all that routing goes by, and no stream") {
  begin();
  auto& phone = log_in("bob@example.org", "phone", 7);
  open("bob@example.org", "silent");
  set(phone, "", {"enable", "urn:xmpp:carbons:2"});
  caf::anon_send(phone.bound.user,
                 actors::client_state_changed{phone.bound.id, false});
  run();

  const auto all = copies_of("bob@example.org");

  REQUIRE(all);
  REQUIRE(all->size() == 2);
  const auto& copy = all->front();
  CHECK(copy.record.full.str() == "bob@example.org/phone");
  CHECK(copy.record.available);
  CHECK(copy.record.priority == 7);
  CHECK(copy.record.carbons);
  CHECK_FALSE(copy.is_active);
  CHECK(copy.is_attached);
  CHECK_FALSE(copy.is_managed);
  CHECK(copy.available.has_value());
  CHECK_FALSE(copy.stream);
  CHECK_FALSE(all->back().record.available);
}

TEST_CASE_METHOD(copying, "an account does not come into memory to be copied") {
  begin();
  const auto before = figure(core.registry, "users");

  CHECK(copies_of("bob@example.org") == nullptr);
  CHECK(copies_of("nobody@example.org") == nullptr);
  CHECK(figure(core.registry, "users") == before);
}

TEST_CASE_METHOD(copying, "who adopts sessions tells nobody of them") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  support::probe<actors::session_actor> stream{*this};
  auto adopted = *copies_of("bob@example.org");
  adopted[0].stream = stream.handle();
  adopted.push_back(adopted[0]);
  adopted[1].record.id = 0;
  adopted[1].record.full = jid("bob@example.org/desk");
  bob.stream.clear();

  caf::anon_send(
      bob.bound.user,
      actors::adopt_sessions{
          std::make_shared<const std::vector<user::session_copy>>(adopted)});
  run();

  CHECK(bob.stream.empty());
  CHECK(stream.empty());
  const auto all = copies_of("bob@example.org");
  REQUIRE(all->size() == 2);
  CHECK(all->back().record.id > all->front().record.id);

  say(*alice, chat("bob@example.org", "hello"));
  run();
  CHECK(bob.stream.empty());
  CHECK(stream.size() == 2); // one for each session
}

} // namespace copying_test
