// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include <catch2/catch.hpp>

#include "xml/namespaces.hpp"
#include "xml/stanza.hpp"
#include "xml/writer.hpp"

namespace troupe::xml {

namespace {

jid address(std::string_view text) {
  return *jid::parse(text);
}

element chat() {
  auto tag = element{"message", ns::client}
                 .with("to", "bob@example.org/home")
                 .with("from", "alice@example.org/work")
                 .with("type", "chat")
                 .with("id", "m1")
                 .with(element{"body", ns::client}.with_text("a < b"))
                 .with(element{"active", "urn:x"});
  tag.set("lang", "en", ns::xml).set("extra", "kept").set("e", "f", "urn:e");
  return tag;
}

} // namespace

TEST_CASE("a stanza is read from an element") {
  const auto x = stanza::read(chat()).value();

  CHECK(x.is_message());
  CHECK(x.type() == "chat");
  CHECK(x.as_message() == message_type::chat);
  CHECK(x.id() == "m1");
  CHECK(x.lang() == "en");
  CHECK(x.to() == address("bob@example.org/home"));
  CHECK(x.from() == address("alice@example.org/work"));
  CHECK(x.trace() == 0);
  CHECK(x.child("body", ns::client)->text() == "a < b");
  CHECK(x.child("body", "urn:x") == nullptr);
  CHECK(x.first_child()->name() == "body");
}

TEST_CASE("a stanza is written with what it was read from") {
  const auto x = stanza::read(chat()).value();

  CHECK(to_string(x)
        == "<message from='alice@example.org/work' to='bob@example.org/home' "
           "type='chat' id='m1' xml:lang='en' extra='kept' "
           "xmlns:a0='urn:e' a0:e='f'>"
           "<body>a &lt; b</body><active xmlns='urn:x'/></message>");
  CHECK(x.to_element() == chat());
  CHECK(x.content().size() == 44);
}

TEST_CASE("a stanza without content is one empty tag") {
  const stanza x{stanza_kind::presence};

  CHECK(to_string(x) == "<presence/>");
  CHECK(x.nodes().empty());
  CHECK(x.first_child() == nullptr);
  CHECK(x.content().size() == 0);
  CHECK(to_string(stanza{stanza_kind::iq, "get", "1"})
        == "<iq type='get' id='1'/>");
}

TEST_CASE("no stanza at all is false, equal to itself, and has no address") {
  const stanza none;

  CHECK_FALSE(none);
  CHECK(none == stanza{});
  CHECK_FALSE(none == stanza{stanza_kind::message});
  CHECK(none.to().empty());
  CHECK(none.nodes().empty());
  CHECK(to_string(none).empty());
}

TEST_CASE("a bad address is jid-malformed and leaves the element as it was") {
  for (const char* name : {"to", "from"}) {
    for (const char* value : {"", "@", "a@b@c@", "bob@example.org/"}) {
      auto tag = chat();
      tag.set(name, value);
      const auto copy = tag;

      const auto x = stanza::read(std::move(tag));

      INFO(name << "='" << value << "'");
      REQUIRE_FALSE(x);
      CHECK(x.error().what == condition::jid_malformed);
      CHECK(x.error().type == error_type::modify);
      CHECK_FALSE(x.error().text.empty());
      CHECK(tag == copy);
    }
  }
}

TEST_CASE("types are read as RFC 6121 has them") {
  auto message = [](const char* type) {
    return stanza{stanza_kind::message, type}.as_message();
  };
  CHECK(message("") == message_type::normal);
  CHECK(message("unknown") == message_type::normal); // §5.2.2
  CHECK(message("groupchat") == message_type::groupchat);
  CHECK(message("headline") == message_type::headline);
  CHECK(message("error") == message_type::error);

  for (int i = 0; i < int(presence_type::invalid); ++i)
    CHECK(stanza{stanza_kind::presence, name_of(presence_type(i))}.as_presence()
          == presence_type(i));
  CHECK(stanza{stanza_kind::presence, "available"}.as_presence()
        == presence_type::invalid);

  for (int i = 0; i < int(iq_type::invalid); ++i)
    CHECK(stanza{stanza_kind::iq, name_of(iq_type(i))}.as_iq() == iq_type(i));
  CHECK(stanza{stanza_kind::iq}.as_iq() == iq_type::invalid);
}

TEST_CASE("a changed copy leaves the original, and shares its content") {
  const auto x = stanza::read(chat()).value();

  const auto changed = x.with_from(address("a@b"))
                           .with_to(address("c@d"))
                           .with_type("headline")
                           .with_id("2")
                           .with_lang("de")
                           .with_trace(7);

  CHECK(x == stanza::read(chat()).value());
  CHECK(changed.from() == address("a@b"));
  CHECK(changed.to() == address("c@d"));
  CHECK(changed.type() == "headline");
  CHECK(changed.id() == "2");
  CHECK(changed.lang() == "de");
  CHECK(changed.trace() == 7);
  CHECK(changed.nodes().data() == x.nodes().data());
}

TEST_CASE("a change in place never shows in another copy") {
  auto x = stanza::read(chat()).value();
  const auto shared = x;

  x = std::move(x).with_id("changed");
  x = std::move(x).with_type("normal");

  CHECK(shared.id() == "m1");
  CHECK(shared.type() == "chat");
  CHECK(x.id() == "changed");
}

TEST_CASE("content is added and removed in a new stanza") {
  const auto x = stanza::read(chat()).value();

  const auto more = x.with(element{"hint", "urn:h"});
  const auto less = more.without("body", ns::client);

  CHECK(x.child("hint", "urn:h") == nullptr);
  CHECK(more.child("hint", "urn:h"));
  CHECK(less.child("body", ns::client) == nullptr);
  CHECK(less.nodes().size() == 2);
  CHECK(less.id() == "m1");
  CHECK(x.without("absent", "").nodes().data() == x.nodes().data());
  CHECK(to_string(stanza{stanza_kind::iq}
                      .with(element{"q", "urn:x"})
                      .without("q", "urn:x"))
        == "<iq/>");
}

TEST_CASE("the trace is no part of what makes stanzas equal") {
  const auto x = stanza::read(chat()).value();

  CHECK(x == x.with_trace(3));
  CHECK_FALSE(x == x.with_id("other"));
  CHECK_FALSE(x == x.without("body", ns::client));
}

TEST_CASE("two threads may write the same content at once") {
  const auto x = stanza::read(chat()).value();
  const auto expected = to_string(stanza::read(chat()).value());
  std::string texts[4];

  std::vector<std::thread> threads;
  for (auto& text : texts)
    threads.emplace_back([copy = x, &text] { text = to_string(copy); });
  for (auto& t : threads)
    t.join();

  for (const auto& text : texts)
    CHECK(text == expected);
}

TEST_CASE("an answer swaps the addresses and keeps id and trace") {
  const auto request = stanza{stanza_kind::iq, "get", "q1"}
                           .with(element{"query", "urn:q"})
                           .with_from(address("alice@example.org/x"))
                           .with_to(address("example.org"))
                           .with_trace(9);

  CHECK(to_string(result_of(request))
        == "<iq from='example.org' to='alice@example.org/x' type='result' "
           "id='q1'/>");
  CHECK(result_of(request).trace() == 9);
  CHECK(to_string(result_of(request, element{"query", "urn:q"}))
        == "<iq from='example.org' to='alice@example.org/x' type='result' "
           "id='q1'><query xmlns='urn:q'/></iq>");
}

TEST_CASE("an error answer is as RFC 6120 §8.3.1 has it") {
  const auto x = stanza::read(chat()).value().with_trace(4);

  const auto answer
      = error_of(x, stanza_error::make(condition::service_unavailable));

  CHECK(answer.trace() == 4);
  CHECK(answer.is_error());
  CHECK(to_string(answer)
        == "<message from='bob@example.org/home' to='alice@example.org/work' "
           "type='error' id='m1'><error type='cancel'><service-unavailable "
           "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
}

TEST_CASE("an error and a result get no error, RFC 6120 §8.3.1") {
  const auto read = [](std::string_view kind, std::string_view type) {
    return stanza::read(
               element{kind, ns::client}.with("type", type).with("id", "1"))
        .value();
  };
  CHECK(may_be_answered(read("iq", "get")));
  CHECK_FALSE(may_be_answered(read("iq", "result")));
  CHECK_FALSE(may_be_answered(read("iq", "error")));
  CHECK_FALSE(may_be_answered(read("message", "error")));
  // Of a message that is no type: it counts as normal (RFC 6121 §5.2.2).
  const auto odd = read("message", "result");
  CHECK(may_be_answered(odd));
  CHECK(error_of(odd, stanza_error::make(condition::service_unavailable))
            .is_error());
}

TEST_CASE("an element that is no stanza is answered with its own addresses") {
  const auto bad = element{"iq", ns::client}
                       .with("id", "1")
                       .with("type", "get")
                       .with("to", "@@")
                       .with(element{"q", "urn:q"});

  const auto answer
      = error_of(bad, stanza_error::make(condition::jid_malformed));

  CHECK(to_string(answer, ns::client)
        == "<iq from='@@' id='1' type='error'><error type='modify'>"
           "<jid-malformed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
           "</error></iq>");
}

TEST_CASE("the error within a stanza is read") {
  auto error = stanza_error::make(condition::forbidden, "no");
  error.type = error_type::cancel;
  error.detail = element{"d", "urn:d"};
  const stanza request{stanza_kind::message, "chat", "1"};

  CHECK(read_error(error_of(request, error)) == error);
  CHECK(read_error(stanza{stanza_kind::message, "error"})
        == stanza_error::make(condition::undefined_condition));
  CHECK(read_error(stanza{stanza_kind::iq, "error"}.with(
                       element{"error", ns::client}.with(
                           element{"made-up", ns::stanza_errors})))
            .what
        == condition::undefined_condition);
}

} // namespace troupe::xml
