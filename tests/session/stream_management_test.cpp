// SPDX-License-Identifier: Apache-2.0
#include "tests/session/session_fixture.hpp"
#include "tests/support/moved.hpp"

namespace stream_management_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::session::test;

namespace {

constexpr std::string_view enable = "<enable xmlns='urn:xmpp:sm:3'/>";
constexpr std::string_view enable_resumable
    = "<enable xmlns='urn:xmpp:sm:3' resume='true' max='90'/>";
constexpr std::string_view request = "<r xmlns='urn:xmpp:sm:3'/>";

std::string acknowledgement(std::size_t count) {
  return "<a xmlns='urn:xmpp:sm:3' h='" + std::to_string(count) + "'/>";
}

/// A session whose user actor manages and confirms what it is asked to.
struct managed : session_fixture {
  managed() {
    user.answer<manage_session, session_managed>([](const manage_session& m) {
      return m.resume ? session_managed{"token-1", 90} : session_managed{};
    });
    user.answer<confirm_handled, handled_confirmed>(
        [this](const confirm_handled&) { return handled_confirmed{durable}; });
    registry.answer<resume_session, session_resumed>(
        [this](const resume_session& r) {
          asked = r.count;
          session_resumed answer;
          if (r.token != "token-1") {
            answer.error = xml::condition::item_not_found;
            return answer;
          }
          answer.id = 8;
          answer.full = *r.account.with_resource("orchard");
          answer.user = user.handle();
          answer.handled = 5;
          answer.acknowledged = r.count;
          return answer;
        });
  }

  void start(std::string_view tag = enable) {
    log_in();
    say(tag);
    user.clear();
  }
  /// Logs in up to where a session may be resumed.
  void authenticate() {
    net::memory_settings settings;
    settings.direct_tls = true;
    connect(settings);
    say(std::string{header} + plain_auth());
    say(header);
  }

  bool durable = true;
  std::uint32_t asked = 0;
};

} // namespace

TEST_CASE_METHOD(managed, "it is enabled once a resource is bound") {
  log_in();

  CHECK(say(enable) == "<enabled xmlns='urn:xmpp:sm:3'/>");
  CHECK_FALSE(user.expect<manage_session>().resume);
  CHECK(ends_with_error(say(enable), "policy-violation"));
}

TEST_CASE_METHOD(managed, "a session that can be resumed gets an id") {
  log_in();

  CHECK(say(enable_resumable)
        == "<enabled xmlns='urn:xmpp:sm:3' id='token-1' resume='true' "
           "max='90'/>");
  const auto asked_for = user.expect<manage_session>();
  CHECK(asked_for.resume);
  CHECK(asked_for.seconds == 90);
}

TEST_CASE_METHOD(managed, "stanzas are counted from where it is enabled") {
  log_in();
  say(message("before"));
  say(std::string{enable} + message("one") + message("two"));
  user.expect<outbound>();
  user.expect<manage_session>();

  CHECK(user.expect<outbound>().number == 1);
  CHECK(user.expect<outbound>().number == 2);
  CHECK(say(request) == acknowledgement(2));
  CHECK(user.expect<confirm_handled>().count == 2);
  CHECK(say(request) == acknowledgement(2)); // known already
  CHECK(user.empty());
}

TEST_CASE_METHOD(managed, "what is not committed is not acknowledged") {
  durable = false;
  start();
  say(message("one"));

  CHECK(say(request).empty());
  advance(std::chrono::milliseconds{1'000});
  CHECK(take_all() == acknowledgement(0)); // an answer, but no lie
  durable = true;
  advance(std::chrono::milliseconds{1'000});
  CHECK(take_all() == acknowledgement(1));
}

TEST_CASE_METHOD(managed, "more may be confirmed than was asked about") {
  durable = false;
  start();
  say(message("one") + std::string{request} + message("two"));
  durable = true;
  user.clear();
  advance(std::chrono::milliseconds{1'000});

  CHECK(take_all().find(acknowledgement(2)) != std::string::npos);
  CHECK(user.expect<confirm_handled>().count == 2);
  CHECK(user.empty());
}

TEST_CASE_METHOD(managed, "each request is answered with what is committed") {
  start();

  const auto answer = say(message("one") + std::string{request} + message("two")
                          + std::string{request});

  CHECK(answer.find(acknowledgement(2)) != std::string::npos);
  CHECK(say(request) == acknowledgement(2));
}

TEST_CASE_METHOD(managed, "what is sent is asked about, once at a time") {
  start();

  deliver(incoming("a"));
  deliver(incoming("b"));
  const auto text = take_all();
  CHECK(text.find(request) != std::string::npos);
  CHECK(text.find(request) == text.rfind(request));

  CHECK(say(acknowledgement(1)) == request); // there is one more
  CHECK(user.expect<acknowledged>().count == 1);
  CHECK(say(acknowledgement(2)).empty());
  CHECK(user.expect<acknowledged>().count == 2);
  CHECK(say(acknowledgement(2)).empty()); // no news
  CHECK(user.empty());
}

TEST_CASE_METHOD(managed, "more than was sent cannot be acknowledged") {
  start();
  deliver(incoming("a"));
  take_all();

  const auto answer = say(acknowledgement(2));

  CHECK(ends_with_error(answer, "undefined-condition"));
  CHECK(answer.find("<handled-count-too-high xmlns='urn:xmpp:sm:3' h='2' "
                    "send-count='1'/>")
        != std::string::npos);
  CHECK_FALSE(user.expect<session_closed>().resumable);
}

TEST_CASE_METHOD(managed, "an acknowledgement needs a number") {
  auto count = GENERATE(as<std::string>{}, "", " h=''", " h='x'", " h='-1'",
                        " h='1 '", " h='4294967296'");
  start();

  CHECK(ends_with_error(say("<a xmlns='urn:xmpp:sm:3'" + count + "/>"),
                        "invalid-xml"));
}

TEST_CASE_METHOD(managed, "a peer that answers nothing is given up") {
  support::moved moved{observe::limit::idle_timeout};
  config.limits.ping_timeout = std::chrono::seconds{10};
  start(enable_resumable);
  deliver(incoming("a"));
  take_all();

  advance(std::chrono::seconds{10});

  CHECK(is_closed());
  const auto end = user.expect<session_closed>();
  CHECK(end.session == 7);
  CHECK(end.resumable);
  CHECK(end.unsent.empty());
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(managed, "a request that was answered gives up no later one") {
  config.limits.ping_timeout = std::chrono::seconds{10};
  start(enable_resumable);
  for (std::size_t i = 1; i <= 5; ++i) { // each open when an old time is up
    deliver(incoming("a"));
    advance(std::chrono::seconds{4});
    say(acknowledgement(i));
  }
  deliver(incoming("a"));
  advance(std::chrono::seconds{9});
  CHECK_FALSE(is_closed());
  advance(std::chrono::seconds{11});
  CHECK(is_closed());
}

TEST_CASE_METHOD(managed, "a peer that says anything is there") {
  config.limits.ping_timeout = std::chrono::seconds{10};
  start(enable_resumable);
  deliver(incoming("a"));
  take_all();
  advance(std::chrono::seconds{9});
  say(" ");
  advance(std::chrono::seconds{9});
  CHECK_FALSE(is_closed());
  advance(std::chrono::seconds{2});
  CHECK(is_closed());
}

TEST_CASE_METHOD(managed, "idleness is broken by a request") {
  config.limits.idle_timeout = std::chrono::seconds{30};
  start();

  advance(std::chrono::seconds{60});
  CHECK(take_all().find(request) != std::string::npos);
}

TEST_CASE_METHOD(managed,
                 "a lost connection may be resumed, a closed one not") {
  start(enable_resumable);
  SECTION("lost") {
    peer->end();
    run();
    CHECK(user.expect<session_closed>().resumable);
  }
  SECTION("closed") {
    say("</stream:stream>");
    CHECK_FALSE(user.expect<session_closed>().resumable);
  }
  SECTION("ended by the server") {
    caf::anon_send(session,
                   end_stream{{xml::stream_condition::system_shutdown, {}}});
    run();
    CHECK(user.expect<session_closed>().resumable);
  }
}

TEST_CASE_METHOD(managed, "a session is resumed instead of a binding") {
  support::moved moved{observe::counter::sessions_resumed};
  authenticate();

  CHECK(say("<resume xmlns='urn:xmpp:sm:3' previd='token-1' h='3'/>")
        == "<resumed xmlns='urn:xmpp:sm:3' previd='token-1' h='5'/>");
  CHECK(asked == 3);
  say(message("next"));
  const auto sent = user.expect<outbound>();
  CHECK(sent.session == 8);
  CHECK(sent.number == 6);
  CHECK(sent.stanza.from().str() == "romeo@localhost/orchard");
  deliver(incoming("a"));
  CHECK(take_all().find(request) != std::string::npos);
  CHECK(say(acknowledgement(4)).empty());
  CHECK(ends_with_error(say(acknowledgement(5)), "undefined-condition"));
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(managed, "who cannot resume may bind") {
  authenticate();

  CHECK(say("<resume xmlns='urn:xmpp:sm:3' previd='token-2' h='3'/>")
        == "<failed xmlns='urn:xmpp:sm:3'><item-not-found "
           "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
  CHECK(say(bind_request).find("romeo@localhost/orchard") != std::string::npos);
  CHECK(say(enable) == "<enabled xmlns='urn:xmpp:sm:3'/>");
}

TEST_CASE_METHOD(managed, "a slow reader is cut off; what it lacks is kept") {
  support::moved moved{observe::limit::unsent_stream};
  config.limits.unsent_bytes = 10'000;
  net::memory_settings settings;
  settings.socket_buffer = 1'000;
  log_in(settings);
  say(enable_resumable);
  user.clear();
  for (int i = 0; i < 3; ++i)
    deliver(incoming(std::to_string(i), 8'000));

  CHECK(is_closed());
  const auto end = user.expect<session_closed>();
  CHECK(end.resumable);
  CHECK(end.unsent.empty());
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(managed, "what the stream answers itself is numbered too") {
  start();

  CHECK(say("<message to='@localhost' id='1'/>").empty());
  CHECK(user.expect<answered_by_session>().answer.id() == "1");
  CHECK(say("<iq type='get' id='2'/>").empty());
  CHECK(user.expect<answered_by_session>().answer.id() == "2");
}

TEST_CASE_METHOD(managed, "client state goes to the user actor") {
  log_in();

  CHECK(say("<inactive xmlns='urn:xmpp:csi:0'/>").empty());
  CHECK_FALSE(user.expect<client_state_changed>().active);
  CHECK(say("<active xmlns='urn:xmpp:csi:0'/>").empty());
  CHECK(user.expect<client_state_changed>().active);
}

TEST_CASE_METHOD(managed, "without an id a stanza is like no other stream's") {
  start(); // not resumable
  say(message("one"));
  const auto here = user.expect<outbound>().stanza.trace();
  session_fixture other;
  other.user.answer<manage_session, session_managed>(
      [](const manage_session&) { return session_managed{}; });
  other.log_in();
  other.say(enable);
  other.user.clear();
  other.say(message("one"));

  CHECK(other.user.expect<outbound>().stanza.trace() != here);
}

TEST_CASE_METHOD(managed, "each number has a trace of its own") {
  start(enable_resumable);
  say(message("one"));
  const auto first = user.expect<outbound>().stanza.trace();
  say(message("one"));
  CHECK(user.expect<outbound>().stanza.trace() != first); // another number
}

} // namespace stream_management_test
