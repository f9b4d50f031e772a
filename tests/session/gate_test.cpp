// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <vector>

#include <caf/send.hpp>
#include <catch2/catch.hpp>

#include "actors/components.hpp"
#include "actors/session/gate.hpp"
#include "persistence/memory.hpp"
#include "tests/base/loops_fixture.hpp"
#include "tests/session/blocking_client.hpp"
#include "tests/session/session_fixture.hpp"
#include "tests/support/moved.hpp"

namespace gate_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::session::test;

namespace {

using client_pointer = std::unique_ptr<blocking_client>;

/// A gate with the whole core behind it, on two event loops.
class gate_fixture : public base::test::loops_fixture {
public:
  gate_fixture() {
    config.hosts.push_back({"localhost", {}, {}, {}, {}});
    config.c2s.require_encryption = false;
  }

  ~gate_fixture() {
    if (!gate)
      return;
    close();
    caf::anon_send_exit(gate, caf::exit_reason::user_shutdown);
    stop_core(system(), core_);
  }

  void open() {
    shared_config shared = std::make_shared<config::server_config>(config);
    core_
        = spawn_core(system(), shared,
                     storage::make_threaded_engine(persistence::open_memory()),
                     auth::make_hashing_threads(1), "a secret");
    auto listener = net::listener::open(loops().at(0).io(), {"127.0.0.1", 0});
    REQUIRE(listener.has_value());
    port = (*listener)->port();
    auto setup = std::make_shared<session::gate_setup>();
    setup->entrances.push_back({std::move(*listener), false});
    setup->tls = std::make_shared<session::current_tls>();
    setup->config = shared;
    setup->registry = core_.registry;
    setup->auth = core_.auth;
    setup->cards = all_cards();
    setup->decoy_secret = "a secret";
    setup->loops = &loops();
    gate = system().spawn<session::gate>(loop(0), std::move(setup));
  }

  void close() {
    ask<gate_closed>(gate,
                     close_gate{{xml::stream_condition::system_shutdown, {}}});
  }

  client_pointer dial(const std::string& from = "127.0.0.1") const {
    return std::make_unique<blocking_client>(port, from);
  }

  /// Connected and answered by features.
  client_pointer stream(const std::string& from = "127.0.0.1") const {
    auto client = dial(from);
    client->send(header);
    CHECK_FALSE(client->read_to("</stream:features>").empty());
    return client;
  }

  /// Logged in as romeo with a resource of the server's choice.
  client_pointer session() const {
    auto client = stream();
    client->send(plain_auth() + std::string{header}
                 + "<iq type='set' id='b'>"
                   "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    CHECK_FALSE(client->read_to("</bind></iq>").empty());
    return client;
  }

  void add_account() {
    change_account wish;
    wish.account = *xml::jid::parse("romeo@localhost");
    wish.password = "secret";
    auto done = ask<account_changed>(core_.auth, wish);
    REQUIRE_FALSE(done.error);
  }

  std::string figure(const std::string& name) {
    for (const auto& c : ask<description>(gate, describe{}).children)
      if (c.name == name)
        return c.value;
    return "none";
  }

  /// Waits until the gate has noticed what left.
  void until_connections(std::size_t count) {
    while (figure("connections") != std::to_string(count))
      ;
  }

  config::server_config config;
  gate_actor gate;
  std::uint16_t port = 0;

private:
  core core_;
};

} // namespace

TEST_CASE_METHOD(gate_fixture, "a gate lets in so many connections in all") {
  support::moved moved{observe::limit::connections};
  config.limits.connections = 2;
  open();
  auto first = stream();
  auto second = stream("127.0.0.2");

  CHECK(dial("127.0.0.3")->read_to_end().empty());

  CHECK(figure("connections") == "2");
  CHECK(figure("refused") == "1");
  first->drop();
  until_connections(1);
  CHECK(stream("127.0.0.3")->is_connected());
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(gate_fixture, "a gate lets in so many of one address") {
  support::moved moved{observe::limit::connections_per_address};
  config.limits.connections_per_address = 2;
  open();
  auto first = stream("127.0.0.2");
  auto second = stream("127.0.0.2");

  CHECK(dial("127.0.0.2")->read_to_end().empty());
  auto other = stream("127.0.0.3");

  CHECK(figure("addresses") == "2");
  second->drop();
  until_connections(2);
  auto third = stream("127.0.0.2");
  CHECK(figure("accepted") == "4");
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(gate_fixture, "limits of nought let everybody in") {
  config.limits.connections = 0;
  config.limits.connections_per_address = 0;
  open();
  std::vector<client_pointer> clients;

  for (int i = 0; i < 20; ++i)
    clients.push_back(stream());

  CHECK(figure("connections") == "20");
  CHECK(figure("refused") == "0");
}

TEST_CASE_METHOD(gate_fixture, "an address that has left is forgotten") {
  open();
  stream("127.0.0.2");

  until_connections(0);

  CHECK(figure("addresses") == "0");
}

TEST_CASE_METHOD(gate_fixture, "a new limit is in force at once") {
  open();
  auto first = stream();
  config.limits.connections = 1;
  ask<description>(gate, describe{});
  self()->send(gate, configuration_changed{
                         std::make_shared<config::server_config>(config)});

  CHECK(figure("connections") == "1");
  CHECK(dial()->read_to_end().empty());
}

TEST_CASE_METHOD(gate_fixture,
                 "a gate that closes ends all streams, then tells") {
  open();
  add_account();
  std::vector<client_pointer> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(dial());
    clients.push_back(stream());
    clients.push_back(session());
  }

  close();

  for (auto& c : clients) {
    const auto text = c->read_to_end();
    CHECK(ends_with_error(text, "system-shutdown"));
  }
  CHECK(figure("connections") == "0");
  CHECK_FALSE(dial()->is_connected());
}

TEST_CASE_METHOD(gate_fixture, "each who closes the gate is told") {
  open();
  auto client = stream();
  close_gate order{{xml::stream_condition::system_shutdown, {}}};
  auto first = self()->request(gate, caf::infinite, order);
  auto second = self()->request(gate, caf::infinite, order);

  int told = 0;
  CHECK(ends_with_error(client->read_to_end(), "system-shutdown"));
  client->drop();
  for (auto* pending : {&first, &second})
    pending->receive([&](const gate_closed&) { ++told; },
                     [](const caf::error&) { FAIL("no answer"); });
  CHECK(told == 2);
}

TEST_CASE_METHOD(gate_fixture, "sessions on all loops speak with each other") {
  constexpr int count = 6;
  constexpr int messages = 60;
  open();
  add_account();
  std::vector<client_pointer> clients;
  for (int i = 0; i < count; ++i) {
    clients.push_back(session());
    clients.back()->send("<presence/><iq type='get' id='p'>"
                         "<ping xmlns='urn:xmpp:ping'/></iq>");
    REQUIRE_FALSE(clients.back()->read_to("id='p'").empty());
  }

  for (int n = 0; n < messages; ++n)
    for (int i = 0; i < count; ++i)
      clients[static_cast<std::size_t>(i)]->send(
          "<message to='romeo@localhost' type='chat' id='" + std::to_string(i)
          + "-" + std::to_string(n) + "'><body>x</body></message>");

  // To the account: every resource gets all, in the order of each sender.
  for (auto& c : clients) {
    std::vector<int> next(count, 0);
    for (int n = 0; n < count * messages; ++n) {
      const auto text = c->read_to("</message>");
      REQUIRE_FALSE(text.empty());
      const auto at = text.find(" id='", text.rfind("<message")) + 5;
      const auto dash = text.find('-', at);
      const auto from = std::stoul(text.substr(at, dash - at));
      REQUIRE(std::stoi(text.substr(dash + 1)) == next[from]);
      ++next[from];
    }
  }
}

TEST_CASE_METHOD(gate_fixture, "connections may go at any moment") {
  open();
  add_account();

  for (int i = 0; i < 30; ++i) {
    auto silent = dial();
    auto half = dial();
    half->send(std::string{header} + plain_auth());
    auto all = dial();
    all->send(std::string{header} + plain_auth() + std::string{header}
              + "<iq type='set' id='b'>"
                "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
                "<presence/>"
              + message("1"));
  }

  until_connections(0);
  CHECK(figure("accepted") == "90");
}

} // namespace gate_test
