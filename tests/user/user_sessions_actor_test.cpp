// SPDX-License-Identifier: Apache-2.0
// How sessions of a user actor come and go, and the credit that they get.
#include "actors/user/user.hpp"
#include "tests/support/core_fixture.hpp"

namespace user_sessions_actor_test {

using namespace troupe;
using namespace troupe::actors;
using support::chat;
using strings = std::vector<std::string>;

namespace {

constexpr auto alice = "alice@example.org";

struct sessions_fixture : support::core_fixture {
  sessions_fixture() {
    add_account(alice);
    add_account("bob@example.org");
  }

  std::vector<session_facts> listed() {
    return ask<sessions_listed>(core.registry, list_sessions{}).sessions;
  }

  std::size_t end(std::string_view whose) {
    return ask<sessions_ended>(
               core.registry,
               end_sessions{support::jid(whose),
                            {xml::stream_condition::policy_violation, "kick"}})
        .count;
  }

  /// Why the stream was ended; "" if it was not.
  static std::string end_of(client& c) {
    for (const auto& m : c.stream.log())
      if (m.match_elements<end_stream>())
        return std::string{
            xml::name_of(m.get_as<end_stream>(0).error.condition)};
    return {};
  }
};

/// A part that makes five of each message.
class five_copies : public part::user_part {
public:
  static part::card about() { return {.name = "five_copies"}; }
  static void declare(part::user_declaration<five_copies>& d) {
    d.join<&five_copies::copy>(part::direction::outgoing,
                               xml::stanza_kind::message, part::stage::deliver);
  }
  explicit five_copies(part::user_context& context) : context_(context) {}

  part::verdict copy(part::passage& p) {
    for (auto to : {"a", "b", "c", "d", "e"})
      context_.route(
          p.stanza.with_to(*xml::jid::make(to, p.stanza.to().domain())));
    return part::verdict::done;
  }

private:
  part::user_context& context_;
};

const part::user_catalogue& copying() {
  static const auto parts = [] {
    part::user_catalogue all;
    all.add<five_copies>();
    return all;
  }();
  return parts;
}

} // namespace

TEST_CASE_METHOD(sessions_fixture,
                 "a session that was replaced takes no successor with it") {
  start();
  auto& sender = log_in("bob@example.org", "desk");
  auto& first = log_in(alice, "desk");
  auto& second = log_in(alice, "desk");
  CHECK(end_of(first) == "conflict");
  CHECK(first.bound.id != second.bound.id);

  close(first);
  run();
  caf::anon_send_exit(first.stream.handle(), caf::exit_reason::kill);
  run();
  say(first, chat("bob@example.org", "from the dead"));
  say(sender, chat("alice@example.org/desk", "hello"));
  run();

  CHECK(listed().size() == 2);
  CHECK(end_of(second).empty());
  CHECK(second.bodies() == strings{"hello"});
  CHECK(first.bodies().empty());
  CHECK(sender.bodies().empty());
}

TEST_CASE_METHOD(sessions_fixture, "a second session may be named anew") {
  config.c2s.on_conflict = config::conflict_policy::rename;
  start();
  auto& first = open(alice, "desk");
  auto& second = open(alice, "desk");

  CHECK(end_of(first).empty());
  CHECK(second.bound.full.bare().str() == alice);
  CHECK(second.bound.full != first.bound.full);
  CHECK(listed().size() == 2);
}

TEST_CASE_METHOD(sessions_fixture, "a second session may be refused") {
  config.c2s.on_conflict = config::conflict_policy::refuse;
  start();
  auto& first = open(alice, "desk");
  auto& second = open(alice, "desk");

  CHECK(end_of(first).empty());
  REQUIRE(second.bound.error);
  CHECK(second.bound.error->what == xml::condition::conflict);
  CHECK(listed().size() == 1);
}

TEST_CASE_METHOD(sessions_fixture, "a new policy holds for the next session") {
  start();
  open(alice, "desk");
  auto news = config;
  news.c2s.on_conflict = config::conflict_policy::refuse;
  caf::anon_send(core.registry,
                 configuration_changed{
                     std::make_shared<const config::server_config>(news)});
  run();

  CHECK(open(alice, "desk").bound.error);
}

TEST_CASE_METHOD(sessions_fixture, "sessions of an account are limited") {
  config.limits.sessions_per_user = 2;
  start();
  open(alice, "desk");
  auto& second = open(alice, "phone");
  auto& third = open(alice, "tablet");
  REQUIRE(third.bound.error);
  CHECK(third.bound.error->what == xml::condition::resource_constraint);

  close(second);
  run();
  CHECK_FALSE(open(alice, "tablet").bound.error);
}

TEST_CASE_METHOD(sessions_fixture, "a stream that died is no session") {
  start();
  auto& c = log_in(alice, "desk");
  caf::anon_send_exit(c.stream.handle(), caf::exit_reason::kill);
  run();

  CHECK(listed().empty());
}

TEST_CASE_METHOD(sessions_fixture, "sessions are ended one by one or all") {
  start();
  CHECK(end(alice) == 0);
  auto& desk = log_in(alice, "desk");
  auto& phone = log_in(alice, "phone");
  auto& tablet = log_in(alice, "tablet");
  auto& other = log_in("bob@example.org", "desk");

  CHECK(end("alice@example.org/phone") == 1);
  CHECK(end_of(phone) == "policy-violation");
  CHECK(end_of(desk).empty());
  CHECK(end("alice@example.org/phone") == 0);
  CHECK(end(alice) == 2);
  CHECK(end_of(desk) == "policy-violation");
  CHECK(end_of(tablet) == "policy-violation");
  CHECK(end_of(other).empty());
  CHECK(listed().size() == 1);
}

TEST_CASE_METHOD(sessions_fixture,
                 "what a stream could not write is kept, once") {
  start();
  auto& desk = log_in(alice, "desk");
  auto unsent = chat("alice@example.org/desk", "late")
                    .with_from(support::jid("bob@example.org/desk"));
  close(desk, {unsent});
  run();

  CHECK(logged(alice, "offline") == 1);
  CHECK(log_in(alice, "desk").bodies() == strings{"late"});
  CHECK(logged(alice, "offline") == 0);
}

TEST_CASE_METHOD(sessions_fixture,
                 "what a stream could not write goes to another resource") {
  start();
  auto& desk = log_in(alice, "desk");
  auto& phone = log_in(alice, "phone");
  auto unsent = chat("alice@example.org/desk", "late")
                    .with_from(support::jid("bob@example.org/desk"));
  close(desk, {unsent});
  run();

  CHECK(phone.bodies() == strings{"late"});
  CHECK(logged(alice, "offline") == 0);
}

TEST_CASE_METHOD(sessions_fixture,
                 "what a replaced stream could not write has its successor") {
  start();
  auto& first = log_in(alice, "desk");
  auto& second = log_in(alice, "desk");
  auto unsent = chat("alice@example.org/desk", "late")
                    .with_from(support::jid("bob@example.org/desk"));
  close(first, {unsent});
  run();

  CHECK(second.bodies() == strings{"late"});
}

TEST_CASE_METHOD(sessions_fixture, "sessions are listed with what they are") {
  start();
  log_in(alice, "desk", 7);
  open(alice, "phone");
  auto all = listed();

  REQUIRE(all.size() == 2);
  CHECK(all[0].jid == "alice@example.org/desk");
  CHECK(all[0].address == "192.0.2.1");
  CHECK(all[0].secure);
  CHECK(all[0].available);
  CHECK(all[0].priority == 7);
  CHECK(all[0].since > 1'500'000'000);
  CHECK_FALSE(all[1].available);
}

TEST_CASE_METHOD(sessions_fixture, "a user actor tells what it holds") {
  start();
  auto& desk = log_in(alice, "desk");
  say(desk, chat("bob@example.org", "x"));
  run();

  CHECK(figure(desk.bound.user, "account") == "exists");
  CHECK(figure(desk.bound.user, "sessions") == "1");
  CHECK(figure(desk.bound.user, "peers") == "1");
  CHECK(figure(desk.bound.user, "waiting for peers") == "0");
  CHECK(figure(desk.bound.user, "storing") == "0");
  CHECK(figure(desk.bound.user, "offline messages") == "0");
}

TEST_CASE_METHOD(sessions_fixture, "credit comes in steps of a quarter") {
  config.limits.session_credit = 8;
  start();
  auto& desk = open(alice, "desk");
  say(desk, chat("bob@example.org", "1"));
  run();
  CHECK(desk.credit() == 0);
  say(desk, chat("bob@example.org", "2"));
  run();
  CHECK(desk.credit() == 2);
  for (int i = 0; i < 5; ++i)
    say(desk, chat(alice, "to myself"));
  run();
  CHECK(desk.credit() == 6);
}

TEST_CASE_METHOD(sessions_fixture, "without a bound nobody counts credit") {
  config.limits.session_credit = 0;
  start();
  auto& desk = open(alice, "desk");
  for (int i = 0; i < 100; ++i)
    say(desk, chat("bob@example.org", "x"));
  run();

  CHECK(desk.credit() == 0);
  CHECK(logged("bob@example.org", "offline") == 100);
}

TEST_CASE_METHOD(sessions_fixture,
                 "a stanza that becomes many is given credit for once") {
  config.limits.session_credit = 4; // steps of one
  start();
  auto settings = std::make_shared<const config::server_config>(config);
  auto copier = own(system().spawn(
      user::user, support::jid(alice), &copying(),
      registry::peers{core.registry, core.storage, core.auth}, settings));
  support::probe<session_actor> stream{*this};
  auto bound = ask<session_opened>(copier, open_session{support::jid(alice),
                                                        "desk", stream.handle(),
                                                        "192.0.2.1", true, 4});
  REQUIRE_FALSE(bound.error);

  for (int i = 0; i < 3; ++i)
    caf::anon_send(
        copier,
        outbound{bound.id, chat("bob@example.org", "x").with_from(bound.full)});
  run();

  std::uint32_t credit = 0;
  auto answers = 0;
  for (const auto& m : stream.log())
    if (m.match_elements<outbound_credit>())
      credit += m.get_as<outbound_credit>(0).count;
    else if (m.match_elements<send_stanza>())
      ++answers;
  CHECK(figure(copier, "peers") == "5");
  CHECK(credit == 3);
  CHECK(answers == 0); // its parts take nothing in
}

TEST_CASE_METHOD(sessions_fixture, "a session describes itself") {
  start();
  auto& desk = log_in(alice, "desk");
  desk.stream.answer<describe, description>([](const describe&) {
    return description{"session", "alice@example.org/desk", {}};
  });
  auto account
      = ask<address_found>(core.registry, find_address{support::jid(alice)})
            .sink;

  CHECK(ask<description>(account, describe{"desk"}).name == "session");
  CHECK(ask<description>(account, describe{}).name == "user");
  CHECK_FALSE(find<description>(account, describe{"sofa"}).has_value());
}

} // namespace user_sessions_actor_test
