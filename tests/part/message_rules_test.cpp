// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/message_rules.hpp"
#include "actors/part/stored_xml.hpp"

namespace message_rules_test {

using namespace troupe;
using part::direction;

namespace {

/// A message from bob@b/x to `to` with `content`.
xml::stanza message(std::string_view type, const std::string& content,
                    const std::string& to = "alice@a",
                    const std::string& from = "bob@b/x") {
  auto parsed = part::stored_stanza("<message from='" + from + "' to='" + to
                                    + "' id='1' type='" + std::string{type}
                                    + "'>" + content + "</message>");
  REQUIRE(parsed);
  return *parsed;
}

const std::string body = "<body>hi</body>";
const std::string no_store = "<no-store xmlns='urn:xmpp:hints'/>";
const std::string no_permanent_store
    = "<no-permanent-store xmlns='urn:xmpp:hints'/>";
const std::string store = "<store xmlns='urn:xmpp:hints'/>";
const std::string composing
    = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";

} // namespace

TEST_CASE("a message is archived for what is in it") {
  struct row {
    const char* type;
    std::string content;
    bool archived;
  };
  const row rows[] = {
      // XEP-0313 §6.1.1
      {"chat", body, true},
      {"normal", body, true},
      {"unheard-of", body, true},
      {"normal", "<subject>s</subject>", true},
      {"headline", body, false},
      {"groupchat", body, false},
      {"chat", "", false},
      {"chat", "<thread>t</thread>", false},
      {"chat", "<x xmlns='urn:unknown'/>", false},
      // XEP-0334
      {"chat", body + no_store, false},
      {"chat", body + no_permanent_store, false},
      {"chat", no_store + store, false},
      {"chat", store, true},
      {"headline", body + store, true},
      {"groupchat", body + store, false},
      // XEP-0085
      {"chat", composing, false},
      {"chat", body + composing, true},
      // XEP-0184
      {"chat", "<received xmlns='urn:xmpp:receipts' id='1'/>", true},
      {"chat", "<request xmlns='urn:xmpp:receipts'/>", false},
      // XEP-0333
      {"chat", "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>", true},
      {"chat", "<received xmlns='urn:xmpp:chat-markers:0' id='1'/>", true},
      {"chat", "<markable xmlns='urn:xmpp:chat-markers:0'/>", false},
      // XEP-0308, 0424, 0425, 0444, 0461
      {"chat", "<replace xmlns='urn:xmpp:message-correct:0' id='1'/>", true},
      {"chat", "<retract xmlns='urn:xmpp:message-retract:1' id='1'/>", true},
      {"chat", "<moderated xmlns='urn:xmpp:message-moderate:1'/>", true},
      {"chat", "<reactions xmlns='urn:xmpp:reactions:0' id='1'/>", true},
      {"chat", "<reply xmlns='urn:xmpp:reply:0' id='1'/>", true},
      // XEP-0380, 0384, 0373
      {"chat", "<encryption xmlns='urn:xmpp:eme:0' namespace='n'/>", true},
      {"chat", "<encrypted xmlns='urn:xmpp:omemo:2'/>", true},
      {"chat", "<encrypted xmlns='eu.siacs.conversations.axolotl'/>", true},
      {"chat", "<openpgp xmlns='urn:xmpp:openpgp:0'/>", true},
      // XEP-0249, XEP-0045 §7.8.2
      {"normal", "<x xmlns='jabber:x:conference' jid='r@c'/>", true},
      {"normal", "<x xmlns='http://jabber.org/protocol/muc#user'><invite/></x>",
       true},
      {"normal", "<x xmlns='http://jabber.org/protocol/muc#user'/>", false},
  };
  for (const auto& [type, content, archived] : rows) {
    INFO(type << ' ' << content);
    auto x = message(type, content);
    CHECK(part::is_archived(x, direction::incoming) == archived);
    CHECK(part::is_archived(x, direction::outgoing) == archived);
    // Else a message could be in the archive and refused.
    CHECK((!archived || part::is_worth_keeping(x)));
  }
}

TEST_CASE("an error is archived if it answers what a session has sent") {
  const std::string error = body + "<error type='cancel'/>" + no_store;

  CHECK(part::is_archived(message("error", error, "alice@a/phone"),
                          direction::incoming));
  CHECK_FALSE(part::is_archived(message("error", error, "alice@a"),
                                direction::incoming));
  CHECK_FALSE(
      part::is_archived(message("error", error, "alice@a/phone").with_id(""),
                        direction::incoming));
  CHECK_FALSE(part::is_archived(message("error", error, "alice@a/phone"),
                                direction::outgoing));
}

TEST_CASE("copies of what is archived are neither archived nor kept") {
  for (std::string copy : {"<result xmlns='urn:xmpp:mam:2'/>",
                           "<sent xmlns='urn:xmpp:carbons:2'/>",
                           "<received xmlns='urn:xmpp:carbons:2'/>"}) {
    INFO(copy);
    auto own = message("chat", copy + body, "alice@a/phone", "alice@a");
    CHECK_FALSE(part::is_archived(own, direction::incoming));
    CHECK_FALSE(part::is_worth_keeping(own));
    auto forged = message("chat", copy + body, "alice@a/phone");
    CHECK(part::is_archived(forged, direction::incoming));
    CHECK(part::is_worth_keeping(forged));
  }
}

TEST_CASE("a message is kept for later unless it says nothing then") {
  CHECK(part::is_worth_keeping(message("chat", body)));
  CHECK(part::is_worth_keeping(message("chat", body + no_permanent_store)));
  CHECK(part::is_worth_keeping(message("chat", "<x xmlns='urn:unknown'/>")));
  CHECK(part::is_worth_keeping(message("chat", composing + store)));
  CHECK_FALSE(part::is_worth_keeping(message("chat", composing)));
  CHECK_FALSE(part::is_worth_keeping(message("chat", body + no_store)));
  CHECK_FALSE(part::is_worth_keeping(
      message("normal", "<result xmlns='urn:xmpp:mam:2'/>")));
}

TEST_CASE("a room archives what was said to all") {
  auto archived = [](const std::string& content) {
    return part::is_archived_in_room(message("groupchat", content));
  };
  CHECK(archived(body));
  CHECK(archived("<subject>s</subject>"));
  CHECK(archived("<reactions xmlns='urn:xmpp:reactions:0'/>"));
  CHECK(archived("<retract xmlns='urn:xmpp:message-retract:1'/>"));
  CHECK(archived("<encrypted xmlns='urn:xmpp:omemo:2'/>"));
  CHECK(archived(composing + store));
  CHECK(archived(body + "<displayed xmlns='urn:xmpp:chat-markers:0'/>"));

  CHECK_FALSE(archived(""));
  CHECK_FALSE(archived(composing));
  CHECK_FALSE(archived("<displayed xmlns='urn:xmpp:chat-markers:0'/>"));
  CHECK_FALSE(archived("<received xmlns='urn:xmpp:receipts'/>"));
  CHECK_FALSE(archived(body + no_store));
  CHECK_FALSE(archived(body + no_permanent_store + store));
}

} // namespace message_rules_test
