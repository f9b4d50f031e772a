// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/registry.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_context.hpp"

namespace services_test {

using namespace troupe;
using namespace troupe::actors;
using support::jid;

namespace {

/// A registry of example.org, whose hosts have a service "rooms" of probes.
struct services_fixture : support::actor_fixture {
  services_fixture() {
    registry::factories make;
    make.user = [this](const xml::jid&, const shared_config&) {
      return users.emplace_back(*this).handle();
    };
    make.host = [this](const config::host_section&, const shared_config&) {
      return hosts.emplace_back(*this).handle();
    };
    make.services = [this](const config::server_config& c) {
      std::vector<registry::service_factory> all;
      if (c.rooms.enabled)
        all.push_back({c.rooms.subdomain, maker(services), maker(rooms)});
      return all;
    };
    actor = own(system().spawn(registry::registry, std::move(make)));
    configure(true);
  }

  using probes = std::deque<support::probe<askable>>;

  registry::service_factory::maker maker(probes& into) {
    return [this, &into](const xml::jid& address, const shared_config&) {
      auto& made = into.emplace_back(*this);
      names.push_back(address.str());
      made.answer<hold_address, address_found>(
          [h = made.handle()](const hold_address&) {
            return address_found{addressable{h}};
          });
      made.answer<ask_address, address_answered>(
          [](const ask_address& m) { return address_answered{{m.request}}; });
      return made.handle();
    };
  }

  void configure(bool enabled) {
    config::server_config c;
    c.hosts.push_back({.name = "example.org"});
    c.rooms.enabled = enabled;
    caf::anon_send(actor,
                   configuration_changed{
                       std::make_shared<const config::server_config>(c)});
    run();
  }

  addressable find(std::string_view address) {
    return ask<address_found>(actor, find_address{jid(address)}).sink;
  }

  std::vector<xml::stanza> ask_at(std::string_view address) {
    auto iq
        = xml::stanza{xml::stanza_kind::iq, "get", "1"}.with_to(jid(address));
    return ask<address_answered>(actor, ask_address{iq}).answers;
  }

  void kill(const caf::actor_addr& who) {
    caf::anon_send_exit(who, caf::exit_reason::kill);
    run();
  }

  std::deque<support::probe<user_actor>> users;
  std::deque<support::probe<addressable>> hosts;
  probes services, rooms;
  std::vector<std::string> names; ///< of services and rooms, as they were made
  registry_actor actor;
};

using names = std::vector<std::string>;

template <class Handle>
caf::actor_addr addr(const Handle& x) {
  return caf::actor_cast<caf::actor_addr>(x);
}

} // namespace

TEST_CASE_METHOD(services_fixture,
                 "each host has the services that there are") {
  CHECK(find("conference.example.org") == services[0].handle());
  CHECK_FALSE(find("conference.example.net"));
  CHECK(names == services_test::names{"conference.example.org"});
}

TEST_CASE_METHOD(services_fixture, "a room is made when it is asked for") {
  auto first = find("coven@conference.example.org");
  CHECK(first == find("coven@conference.example.org"));
  CHECK(first == rooms[0].handle());
  CHECK(rooms.size() == 1);
  CHECK(users.empty());
}

TEST_CASE_METHOD(services_fixture, "what failed is made anew") {
  find("coven@conference.example.org");
  kill(addr(rooms[0].handle()));
  kill(addr(services[0].handle()));

  CHECK(find("conference.example.org") == services[1].handle());
  CHECK(find("coven@conference.example.org") == rooms[1].handle());
}

TEST_CASE_METHOD(
    services_fixture,
    "the console asks in the name of the host, as nobody else may") {
  auto to_service = ask_at("conference.example.org");
  REQUIRE(to_service.size() == 1);
  CHECK(to_service[0].from().str() == "example.org/console-1");

  auto to_room = ask_at("coven@conference.example.org");
  REQUIRE(to_room.size() == 1);
  CHECK(to_room[0].from().str() == "example.org/console-2");

  CHECK(ask_at("coven@conference.example.net").empty());
  CHECK(ask_at("bob@example.org").empty());
}

TEST_CASE_METHOD(services_fixture, "a service that is switched off is gone") {
  find("coven@conference.example.org");
  auto room = addr(rooms[0].handle());
  configure(false);

  CHECK_FALSE(find("conference.example.org"));
  CHECK_FALSE(find("coven@conference.example.org"));

  configure(true);
  CHECK(find("conference.example.org") == services[1].handle());
}

} // namespace services_test
