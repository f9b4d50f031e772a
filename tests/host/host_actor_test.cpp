// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/address_book.hpp"
#include "tests/support/core_fixture.hpp"

namespace host_actor_test {

using namespace troupe;
using namespace troupe::actors;
using support::jid;
using xml::stanza_kind;
using strings = std::vector<std::string>;

namespace {

struct host_fixture : support::core_fixture {
  host_fixture() {
    config.hosts[0].admins = {"alice@example.org"};
    add_account("alice@example.org");
    start();
    alice = &log_in("alice@example.org", "desk");
    alice->stream.clear();
  }

  /// What a stanza to the domain is answered: its types and error conditions.
  strings answers_to(xml::stanza x) {
    alice->stream.clear();
    say(*alice, std::move(x).with_to(jid("example.org")));
    run();
    strings result;
    for (const auto& a : alice->stanzas())
      result.push_back(
          std::string{a.type()}
          + (a.is_error() ? " " + std::string{xml::name_of(read_error(a).what)}
                          : ""));
    return result;
  }

  static xml::stanza iq(std::string_view type, std::string_view name,
                        std::string_view ns) {
    return xml::stanza{stanza_kind::iq, type, "x"}.with(xml::element{name, ns});
  }

  void configure(const config::server_config& c) {
    caf::anon_send(core.registry,
                   configuration_changed{
                       std::make_shared<const config::server_config>(c)});
    run();
  }

  addressable host() {
    return ask<address_found>(core.registry, find_address{jid("example.org")})
        .sink;
  }

  client* alice;
};

} // namespace

TEST_CASE_METHOD(host_fixture,
                 "requests to the domain are its parts' to answer") {
  for (auto ns : {"urn:xmpp:ping"})
    CHECK(answers_to(iq("get", "ping", ns)) == strings{"result"});
  CHECK(answers_to(iq("get", "query", "jabber:iq:version"))
        == strings{"result"});
  CHECK(answers_to(iq("get", "query", "http://jabber.org/protocol/disco#info"))
        == strings{"result"});
}

TEST_CASE_METHOD(host_fixture, "an answer has the request's addresses and id") {
  answers_to(iq("get", "ping", "urn:xmpp:ping"));

  auto all = alice->stanzas();
  REQUIRE(all.size() == 1);
  CHECK(all[0].from().str() == "example.org");
  CHECK(all[0].to().str() == "alice@example.org/desk");
  CHECK(all[0].id() == "x");
}

TEST_CASE_METHOD(host_fixture, "requests that no part knows are refused") {
  CHECK(answers_to(iq("get", "query", "urn:nobody"))
        == strings{"error service-unavailable"});
  CHECK(answers_to(iq("set", "ping", "urn:xmpp:ping"))
        == strings{"error service-unavailable"});
  CHECK(answers_to(xml::stanza{stanza_kind::iq, "get", "x"})
        == strings{"error bad-request"});
  CHECK(answers_to(iq("get", "ping", "urn:xmpp:ping")
                       .with(xml::element{"ping", "urn:xmpp:ping"}))
        == strings{"error bad-request"});
}

TEST_CASE_METHOD(host_fixture,
                 "answers to the domain are answered by nothing") {
  CHECK(answers_to(iq("result", "ping", "urn:xmpp:ping")).empty());
  CHECK(answers_to(iq("error", "ping", "urn:xmpp:ping")).empty());
}

TEST_CASE_METHOD(host_fixture, "nobody reads messages to the domain") {
  CHECK(answers_to(support::chat("example.org", "hello"))
        == strings{"error service-unavailable"});
  CHECK(answers_to(xml::stanza{stanza_kind::message, "error"}).empty());
}

TEST_CASE_METHOD(host_fixture, "presence to the domain is dropped") {
  for (auto type : {"", "unavailable", "subscribe", "probe"}) {
    INFO(type);
    CHECK(answers_to(xml::stanza{stanza_kind::presence, type}).empty());
  }
}

TEST_CASE_METHOD(host_fixture, "a resource of the domain is the domain") {
  say(*alice,
      iq("get", "ping", "urn:xmpp:ping").with_to(jid("example.org/anything")));
  run();

  REQUIRE(alice->stanzas().size() == 1);
  CHECK(alice->stanzas()[0].from().str() == "example.org/anything");
}

TEST_CASE_METHOD(host_fixture,
                 "a host that is configured no more ends with its users") {
  auto without = config;
  without.hosts[0].name = "example.com";
  configure(without);

  REQUIRE_FALSE(alice->stream.empty());
  CHECK(alice->stream.expect<end_stream>().error.condition
        == xml::stream_condition::host_gone);
  CHECK_FALSE(host());
  CHECK(figure(core.registry, "users") == "0");
  CHECK(open("alice@example.org", "desk").bound.error);
}

TEST_CASE_METHOD(host_fixture, "a new configuration is in force at once") {
  auto contacts = [&] {
    answers_to(iq("get", "query", "http://jabber.org/protocol/disco#info"));
    auto all = alice->stanzas();
    REQUIRE(all.size() == 1);
    return all[0].first_child()->child("x", "jabber:x:data") != nullptr;
  };
  CHECK_FALSE(contacts());

  auto news = config;
  news.hosts[0].contacts = {{"abuse", {"mailto:abuse@example.org"}}};
  configure(news);

  CHECK(contacts());
}

TEST_CASE_METHOD(host_fixture, "a host never runs out of its holders' credit") {
  for (std::uint32_t i = 0; i < 3 * registry::link_window; ++i)
    say(*alice, iq("get", "ping", "urn:xmpp:ping").with_to(jid("example.org")));
  run();

  CHECK(alice->stanzas().size() == 3 * registry::link_window);
  CHECK(figure(alice->bound.user, "waiting for peers") == "0");
}

TEST_CASE_METHOD(host_fixture, "a host tells what it holds") {
  answers_to(iq("get", "ping", "urn:xmpp:ping"));
  auto actor = host();

  CHECK(figure(actor, "stanzas taken") == "1");
  CHECK(figure(actor, "peers") == "1");
  CHECK(figure(actor, "waiting for peers") == "0");
  CHECK(figure(actor, "holders") == "2"); // alice, and who asks here
}

TEST_CASE_METHOD(host_fixture, "a host that failed answers again") {
  answers_to(iq("get", "ping", "urn:xmpp:ping"));
  caf::anon_send_exit(host(), caf::exit_reason::kill);
  run();

  CHECK(answers_to(iq("get", "ping", "urn:xmpp:ping")) == strings{"result"});
}

TEST_CASE_METHOD(host_fixture,
                 "a command waits for somebody who can carry it out") {
  auto command
      = xml::element{"command", "http://jabber.org/protocol/commands"}.with(
          "node", "http://jabber.org/protocol/admin#get-registered-users-num");

  CHECK(answers_to(
            xml::stanza{stanza_kind::iq, "set", "x"}.with(std::move(command)))
        == strings{"error resource-constraint"});
}

} // namespace host_actor_test
