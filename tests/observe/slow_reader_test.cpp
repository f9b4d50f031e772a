// SPDX-License-Identifier: Apache-2.0
// What becomes of stanzas for a client that does not read, and whether their
// traces tell it.
#include <algorithm>
#include <optional>

#include <catch2/catch.hpp>

#include "actors/auth/base64.hpp"
#include "actors/base/trace.hpp"
#include "actors/observe/observatory.hpp"
#include "persistence/open.hpp"
#include "tests/support/memory_server.hpp"

namespace slow_reader_test {

using namespace troupe;
using namespace troupe::observe;
using part::outcome;

namespace {

/// alice writes to bob, who takes 500 bytes and reads no more; the server keeps
/// 1,000 for him. A message is larger than both, and smaller than twice that.
struct slow_reader {
  using client = std::shared_ptr<net::memory_peer>;

  slow_reader() {
    base::trace::drain([](const auto&) {});
    auto settings = std::make_shared<config::server_config>();
    settings->hosts.push_back({"example.org", {}, {}, {}, {}});
    settings->limits.unsent_bytes = 1'000;
    auto store = persistence::open("memory", {});
    REQUIRE(store.has_value());
    server.emplace(std::move(settings), std::move(*store));
    for (const auto* who : {"alice@example.org", "bob@example.org"})
      REQUIRE(server->add_account(*xml::jid::parse(who), "pencil").empty());
    alice = log_in("alice", {});
    net::memory_settings slow;
    slow.socket_buffer = 500;
    bob = log_in("bob", std::move(slow));
    say(bob, "<presence/>");
    filter f;
    f.from = *xml::jid::parse("alice@example.org");
    place.watch(std::move(f),
                {[this](const shared_trace& t) { told.push_back(t); },
                 [](const watch_end&) {}});
  }

  /// A stream that may bind a resource, or resume a session.
  client authenticate(std::string_view name, net::memory_settings settings) {
    static constexpr std::string_view header
        = "<stream:stream xmlns='jabber:client' to='example.org' version='1.0' "
          "xmlns:stream='http://etherx.jabber.org/streams'>";
    settings.direct_tls = true;
    auto peer = server->connect(std::move(settings));
    std::string proof(1, '\0');
    proof.append(name).append(1, '\0').append("pencil");
    say(peer, header);
    say(peer,
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
            + auth::encode_base64(proof) + "</auth>");
    say(peer, header);
    return peer;
  }
  client log_in(std::string_view name, net::memory_settings settings) {
    auto peer = authenticate(name, std::move(settings));
    const auto bound
        = say(peer, "<iq type='set' id='b'><bind "
                    "xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>"
                    "phone</resource></bind></iq>");
    REQUIRE(bound.find(std::string{name} + "@example.org/phone")
            != std::string::npos);
    return peer;
  }

  /// Sends, and reads all that comes.
  std::string say(const client& who, std::string_view text) {
    who->send(text);
    server->run();
    std::string all;
    for (auto part = who->take(); !part.empty(); part = who->take()) {
      all += part;
      server->run();
    }
    return all;
  }

  /// What bob gets as he logs in anew, and reads.
  std::string come_back() {
    bob = log_in("bob", {});
    return say(bob, "<presence/>");
  }

  /// What is told of what alice sends, while bob reads nothing.
  const trace_record& way_of(const std::string& text) {
    told.clear();
    say(alice, text);
    place.collect_all();
    REQUIRE_FALSE(told.empty());
    return *told.front();
  }
  const trace_record& way_of_message(const std::string& id,
                                     std::size_t size = 1'500) {
    return way_of("<message to='bob@example.org' type='chat' id='" + id
                  + "'><body>" + std::string(size, 'x') + "</body></message>");
  }

  std::optional<support::memory_server> server;
  client alice, bob;
  std::vector<shared_trace> told;
  observatory place{{std::chrono::milliseconds{0}, 100, 1 << 20, 0}, false};
};

/// How often a message of that id begins there.
std::size_t times(const std::string& all, std::string_view id) {
  const auto attribute = " id='" + std::string{id} + "'";
  std::size_t n = 0;
  for (auto at = all.find("<message"); at != std::string::npos;
       at = all.find("<message", at + 1))
    n += all.substr(at, all.find('>', at) - at).find(attribute)
                 != std::string::npos
             ? 1
             : 0;
  return n;
}

const trace_record* trace_of(const std::vector<shared_trace>& all,
                             std::string_view id) {
  const auto found = std::ranges::find_if(
      all, [&](const shared_trace& t) { return t->stanza.id == id; });
  return found != all.end() ? found->get() : nullptr;
}

const trace_record::verdict* verdict_in(const trace_record& t, outcome how,
                                        std::string_view reason) {
  const auto found = std::ranges::find_if(t.decisions, [&](const auto& d) {
    return d.how == how && d.reason == reason;
  });
  return found != t.decisions.end() ? &*found : nullptr;
}

} // namespace

TEST_CASE_METHOD(slow_reader, "trace: a slow reader is spared of presence") {
  const auto first = way_of_message("m1");
  CHECK(first.outcome() == outcome::delivered);

  const auto& t = way_of("<presence to='bob@example.org/phone'/>");

  CHECK(t.outcome() == outcome::dropped);
  const auto* d
      = verdict_in(t, outcome::dropped, "its reader is too slow for presence");
  REQUIRE(d != nullptr);
  CHECK(d->name == "bob@example.org/phone");
  CHECK_FALSE(bob->is_closed());
}

TEST_CASE_METHOD(slow_reader,
                 "trace: a message that a slow reader has no room for is "
                 "stored for when it comes back") {
  way_of_message("m1");

  const auto& t = way_of_message("m2");

  CHECK(t.outcome() == outcome::stored);
  const auto* d = verdict_in(t, outcome::noted, "its reader is too slow");
  REQUIRE(d != nullptr);
  CHECK(d->what == "given back");
  CHECK(d->name == "bob@example.org/phone");
  CHECK(verdict_in(t, outcome::stored, "no resource has priority >= 0")
        != nullptr);

  const auto read = say(bob, ""); // he goes on reading, up to the end
  CHECK(times(read, "m1") == 1);
  CHECK(read.ends_with("</stream:stream>"));
  const auto later = come_back();
  CHECK(times(later, "m1") == 0);
  CHECK(times(later, "m2") == 1);
}

TEST_CASE_METHOD(slow_reader,
                 "trace: what a slow reader had not got is stored, too") {
  way_of_message("m1");
  way_of_message("m2");
  told.clear();

  bob->expire_linger(); // the server waits no longer for him to read
  server->run();
  place.collect_all();

  const auto* first = trace_of(told, "m1");
  REQUIRE(first != nullptr);
  const auto* d = verdict_in(*first, outcome::noted, "its stream has ended");
  REQUIRE(d != nullptr);
  CHECK(d->what == "given back");
  CHECK(first->outcome() == outcome::stored);
  const auto later = come_back();
  CHECK(times(later, "m1") == 1);
  CHECK(times(later, "m2") == 1);
}

TEST_CASE_METHOD(
    slow_reader,
    "trace: nothing is lost of a slow reader whose stream is cut") {
  // More than twice the bound: not even the stream's error is written.
  way_of_message("m1", 3'000);
  REQUIRE_FALSE(bob->is_closed());

  way_of_message("m2");

  CHECK(bob->is_aborted());
  const auto* second = trace_of(told, "m2");
  REQUIRE(second != nullptr);
  CHECK(second->outcome() == outcome::stored);
  CHECK(verdict_in(*second, outcome::noted, "its reader is too slow")
        != nullptr);
  const auto read = say(bob, "");
  CHECK(read.find("</message>") == std::string::npos);
  CHECK(read.find("</stream:stream>") == std::string::npos);
  const auto later = come_back();
  CHECK(times(later, "m1") == 1);
  CHECK(times(later, "m2") == 1);
}

TEST_CASE_METHOD(slow_reader,
                 "trace: what is for a slow reader with stream management is "
                 "held until it comes back") {
  const auto enabled
      = say(bob, "<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
  const auto token = enabled.find(" id='");
  REQUIRE(enabled.find("<enabled") != std::string::npos);
  REQUIRE(token != std::string::npos);
  const auto previous
      = enabled.substr(token + 5, enabled.find('\'', token + 5) - token - 5);
  way_of_message("m1");

  const auto second = way_of_message("m2");

  CHECK(second.outcome() == outcome::held);
  CHECK(verdict_in(second, outcome::held, "its reader is too slow") != nullptr);
  const auto& third = way_of_message("m3");
  CHECK(third.outcome() == outcome::held);
  CHECK(verdict_in(third, outcome::held, "until the client comes back")
        != nullptr);

  bob = authenticate("bob", {});
  const auto later = say(bob, "<resume xmlns='urn:xmpp:sm:3' h='0' previd='"
                                  + previous + "'/>");
  CHECK(later.find("<resumed") != std::string::npos);
  for (const auto* id : {"m1", "m2", "m3"})
    CHECK(times(later, id) == 1);
}

} // namespace slow_reader_test
