// SPDX-License-Identifier: Apache-2.0
#include <caf/abstract_actor.hpp>
#include <caf/mailbox_element.hpp>

#include "actors/registry/registry.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_context.hpp"

namespace registry_test {

using namespace troupe;
using namespace troupe::actors;
using support::jid;

namespace {

/// A registry whose users and hosts are probes.
struct registry_fixture : support::actor_fixture {
  registry_fixture() {
    registry::factories make;
    make.user = [this](const xml::jid& account, const shared_config&) {
      auto& made = users.emplace_back(*this);
      names.push_back(account.str());
      answer_as_user(made);
      return made.handle();
    };
    make.host
        = [this](const config::host_section& section, const shared_config&) {
            auto& made = hosts.emplace_back(*this);
            domains.push_back(section.name);
            made.answer<hold_address, address_found>(
                [h = made.handle()](const hold_address&) {
                  return address_found{h};
                });
            return made.handle();
          };
    actor = own(system().spawn(registry::registry, std::move(make)));
    configure({"example.org"});
  }

  static void answer_as_user(support::probe<user_actor>& made) {
    made.answer<hold_address, address_found>(
        [h = made.handle()](const hold_address&) {
          return address_found{addressable{h}};
        });
    made.answer<list_sessions, sessions_listed>([](const list_sessions&) {
      return sessions_listed{{{.jid = "someone"}}};
    });
  }

  void configure(const std::vector<std::string>& served) {
    config::server_config c;
    for (const auto& name : served)
      c.hosts.push_back({.name = name});
    auto shared = std::make_shared<const config::server_config>(std::move(c));
    caf::anon_send(actor, configuration_changed{shared});
    run();
  }

  addressable find(std::string_view address) {
    return ask<address_found>(actor, find_address{jid(address)}).sink;
  }

  void kill(const caf::actor_addr& who) {
    caf::anon_send_exit(who, caf::exit_reason::kill);
    run();
  }

  std::deque<support::probe<user_actor>> users;
  std::vector<std::string> names;
  std::deque<support::probe<addressable>> hosts;
  std::vector<std::string> domains;
  registry_actor actor;
};

template <class Handle>
caf::actor_addr addr(const Handle& x) {
  return caf::actor_cast<caf::actor_addr>(x);
}

} // namespace

TEST_CASE_METHOD(registry_fixture, "an account's actor is made once") {
  auto first = find("bob@example.org");
  auto second = find("bob@example.org");
  find("carol@example.org");

  CHECK(first == second);
  CHECK(first == users[0].handle());
  CHECK(names
        == std::vector<std::string>{"bob@example.org", "carol@example.org"});
}

TEST_CASE_METHOD(registry_fixture, "what is not on this server has no actor") {
  CHECK_FALSE(find("bob@example.net"));
  CHECK_FALSE(find("example.net"));
  CHECK_FALSE(find("conference.example.org"));
  CHECK(users.empty());
}

TEST_CASE_METHOD(registry_fixture, "a domain of ours is its host's actor") {
  CHECK(find("example.org") == hosts[0].handle());
  CHECK(domains == std::vector<std::string>{"example.org"});
}

TEST_CASE_METHOD(registry_fixture,
                 "an open_session goes to the account, or is not allowed") {
  auto mine = ask<session_opened>(
      actor, open_session{jid("bob@example.org"), "desk", {}, {}, true});
  CHECK_FALSE(mine.error);
  CHECK(users[0].expect<open_session>().resource == "desk");

  auto foreign = ask<session_opened>(
      actor, open_session{jid("bob@example.net"), "desk", {}, {}, true});
  REQUIRE(foreign.error);
  CHECK(foreign.error->what == xml::condition::not_allowed);
}

TEST_CASE_METHOD(registry_fixture, "ending sessions makes no actor") {
  auto order = [](const char* whose) {
    return end_sessions{jid(whose), {xml::stream_condition::reset, ""}};
  };
  CHECK(ask<sessions_ended>(actor, order("bob@example.org")).count == 0);
  CHECK(users.empty());

  find("bob@example.org");
  users[0].clear();
  ask<sessions_ended>(actor, order("bob@example.org/desk"));
  CHECK(users[0].expect<end_sessions>().address.str()
        == "bob@example.org/desk");
}

TEST_CASE_METHOD(registry_fixture, "changes of accounts go to their actors") {
  ask<account_changed>(actor, change_account{jid("bob@example.org")});
  CHECK(users[0].expect<change_account>().account.str() == "bob@example.org");

  auto foreign
      = ask<account_changed>(actor, change_account{jid("bob@example.net")});
  REQUIRE(foreign.error);
  CHECK(foreign.error->what == xml::condition::item_not_found);
}

TEST_CASE_METHOD(registry_fixture, "a user that is gone is made anew") {
  auto first = find("bob@example.org");
  kill(addr(first));
  auto second = find("bob@example.org");

  CHECK(users.size() == 2);
  CHECK(second == users[1].handle());
  CHECK(find("bob@example.org") == second);
}

TEST_CASE_METHOD(registry_fixture, "a host that failed is made anew") {
  kill(addr(find("example.org")));

  REQUIRE(hosts.size() == 2);
  CHECK(find("example.org") == hosts[1].handle());
}

TEST_CASE_METHOD(registry_fixture,
                 "only its own actor has an address forgotten") {
  auto bob = find("bob@example.org");
  auto forget = [&](const auto& asker) {
    // As a request, whose answer a probe has no use for.
    auto* to = caf::actor_cast<caf::abstract_actor*>(actor);
    to->eq_impl(caf::make_message_id(1),
                caf::actor_cast<caf::strong_actor_ptr>(asker), nullptr,
                forget_address{jid("bob@example.org")});
    run();
  };

  forget(hosts[0].handle());
  CHECK(find("bob@example.org") == bob);
  forget(bob);
  auto successor = find("bob@example.org");
  CHECK(users.size() == 2);

  // What is told late about the predecessor is not about the successor.
  forget(bob);
  kill(addr(bob));
  CHECK(find("bob@example.org") == successor);
}

TEST_CASE_METHOD(registry_fixture, "sessions of all accounts are listed") {
  CHECK(ask<sessions_listed>(actor, list_sessions{}).sessions.empty());

  find("bob@example.org");
  find("carol@example.org");
  CHECK(ask<sessions_listed>(actor, list_sessions{}).sessions.size() == 2);
}

TEST_CASE_METHOD(registry_fixture,
                 "a user that leaves meanwhile holds up no list") {
  find("bob@example.org");
  find("carol@example.org");
  users[0].answer<list_sessions, sessions_listed>(
      [&](const list_sessions&) -> caf::result<sessions_listed> {
        caf::anon_send_exit(users[0].handle(), caf::exit_reason::kill);
        return make_error(caf::sec::request_receiver_down);
      });

  CHECK(ask<sessions_listed>(actor, list_sessions{}).sessions.size() == 1);
}

TEST_CASE_METHOD(registry_fixture, "all come to rest, or none is there") {
  ask<at_rest>(actor, come_to_rest{});
  find("bob@example.org");
  find("carol@example.org");
  users[0].clear();
  users[1].clear();
  auto failing = [](const come_to_rest&) -> caf::result<at_rest> {
    return make_error(caf::sec::request_receiver_down);
  };
  users[1].answer<come_to_rest, at_rest>(failing);

  ask<at_rest>(actor, come_to_rest{});

  users[0].expect<come_to_rest>();
  users[1].expect<come_to_rest>();
}

TEST_CASE_METHOD(registry_fixture,
                 "a new configuration goes to all and serves new hosts") {
  find("bob@example.org");
  users[0].clear();
  hosts[0].clear();

  configure({"example.org", "example.com"});

  CHECK(users[0].expect<configuration_changed>().config->hosts.size() == 2);
  CHECK(hosts[0].expect<configuration_changed>().config->hosts.size() == 2);
  CHECK(domains == std::vector<std::string>{"example.org", "example.com"});
  CHECK(find("example.com") == hosts[1].handle());
  CHECK(find("bob@example.com"));
}

TEST_CASE_METHOD(registry_fixture, "it tells what it knows") {
  kill(addr(find("bob@example.org")));
  find("bob@example.org");
  auto d = ask<description>(actor, describe{});

  REQUIRE(d.children.size() == 4);
  CHECK(d.children[0].value == "1"); // hosts
  CHECK(d.children[1].value == "1"); // users
  CHECK(d.children[2].value == "0"); // rooms
  CHECK(d.children[3].value == "2"); // spawned
}

TEST_CASE_METHOD(registry_fixture, "its exit ends all that it made") {
  std::vector<caf::actor_addr> ended;
  auto watch = [&](caf::typed_event_based_actor<caf::reacts_to<released>>* self)
      -> caf::typed_actor<caf::reacts_to<released>>::behavior_type {
    self->monitor(users[0].handle());
    self->monitor(hosts[0].handle());
    self->set_down_handler(
        [&](const caf::down_msg& m) { ended.push_back(m.source); });
    return {[](const released&) {}};
  };
  find("bob@example.org");
  own(system().spawn(watch));
  run();

  caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  run();

  CHECK(ended.size() == 2);
}

} // namespace registry_test
