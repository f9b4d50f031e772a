// SPDX-License-Identifier: Apache-2.0
#include "tests/session/session_fixture.hpp"
#include "tests/session/told_decisions.hpp"
#include "tests/support/moved.hpp"

namespace early_iq_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::session::test;

namespace {

constexpr std::string_view registration
    = "<iq type='set' id='r'><query xmlns='jabber:iq:register'>"
      "<username>romeo</username><password>secret</password></query></iq>";

struct early : session_fixture {
  void open(bool secure) {
    net::memory_settings settings;
    settings.direct_tls = secure;
    connect(settings);
    say(header);
  }

  /// Up to the binding of a resource.
  void authenticate() {
    open(true);
    say(plain_auth());
    say(header);
  }
};

} // namespace

TEST_CASE_METHOD(early, "an IQ before login is not authorized") {
  open(true);

  const auto answer = say("<iq type='get' id='1'><a xmlns='b'/></iq>");

  CHECK(has_stanza_error(answer, "not-authorized"));
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(early, "a message or presence before login ends the stream") {
  auto text = GENERATE(as<std::string>{}, "<message/>", "<presence/>");
  open(true);

  CHECK(ends_with_error(say(text), "not-authorized"));
}

TEST_CASE_METHOD(early, "only so many IQs are answered before login") {
  support::moved moved{observe::limit::iqs_before_login};
  config.limits.iqs_before_login = 2;
  open(true);

  for (int i = 0; i < 2; ++i)
    CHECK(has_stanza_error(say("<iq type='get' id='1'><a xmlns='b'/></iq>"),
                           "not-authorized"));
  CHECK(ends_with_error(say("<iq type='get' id='1'><a xmlns='b'/></iq>"),
                        "policy-violation"));
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(early, "an answer before login is answered by nothing") {
  auto type = GENERATE(as<std::string>{}, "result", "error");
  open(true);

  CHECK(say("<iq id='1' type='" + type + "'/>").empty());
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(early, "registration is refused where it is off") {
  open(true);

  CHECK(has_stanza_error(say(registration), "not-authorized"));
  CHECK(auth.empty());
}

TEST_CASE_METHOD(early, "no password is taken in clear") {
  config.registration.enabled = true;
  open(false);

  CHECK(has_stanza_error(say(registration), "not-acceptable"));
  CHECK(auth.empty());
}

TEST_CASE_METHOD(early, "an account is registered, and may log in") {
  config.registration.enabled = true;
  open(true);

  const auto answer = say(std::string{registration} + plain_auth());

  CHECK(answer.starts_with("<iq type='result' id='r'"));
  CHECK(answer.find("<success ") != std::string::npos);
  const auto change = auth.expect<change_account>();
  CHECK(change.account.str() == "romeo@localhost");
  CHECK(change.what == account_change::create);
  CHECK(change.password == "secret");
  CHECK(change.address == "127.0.0.1");
}

TEST_CASE_METHOD(early, "what is wrong with a registration is told") {
  config.registration.enabled = true;
  open(true);
  auth.answer<change_account, account_changed>([](const change_account&) {
    return account_changed{xml::stanza_error::make(xml::condition::conflict)};
  });

  CHECK(has_stanza_error(say(registration), "conflict"));
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(early, "before binding other requests are not allowed") {
  authenticate();

  CHECK(has_stanza_error(say("<iq type='get' id='1'><a xmlns='b'/></iq>"),
                         "not-allowed"));
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(early, "before binding only server and account are near") {
  auto [to, near] = GENERATE(table<std::string, bool>({
      {"localhost", true},
      {"romeo@localhost", true},
      {"juliet@localhost", false},
      {"example.org", false},
  }));
  authenticate();

  const auto answer
      = say("<iq type='get' id='1' to='" + to + "'><a xmlns='b'/></iq>");

  CHECK(has_stanza_error(answer, "not-allowed") == near);
  CHECK(ends_with_error(answer, "not-authorized") == !near);
}

TEST_CASE_METHOD(early, "an address that is none is told before login, too") {
  open(true);

  CHECK(
      has_stanza_error(say("<iq type='get' id='1' to='@'><a xmlns='b'/></iq>"),
                       "jid-malformed"));
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(early, "what is refused before binding has its own trace") {
  auto [is_in, to, why] = GENERATE(table<bool, std::string, std::string>({
      {false, "localhost", "not-authorized"},
      {false, "@", "jid-malformed"},
      {true, "localhost", "not-allowed"},
      {true, "@", "jid-malformed"},
  }));
  if (is_in)
    authenticate();
  else
    open(true);
  const told_decisions told;

  for (int i = 0; i < 2; ++i)
    say("<iq type='get' id='1' to='" + to + "'><a xmlns='b'/></iq>");

  CHECK(told.texts()
        == std::vector<std::string>(2, "refused, refused: " + why));
  const auto trace_of
      = [&told](std::size_t i) { return told.records().at(i).stanza.trace(); };
  CHECK(base::trace::is_new(trace_of(0)));
  CHECK(trace_of(0) != trace_of(1));
}

TEST_CASE_METHOD(early, "a message before binding ends the stream") {
  authenticate();

  CHECK(ends_with_error(say(message("1")), "not-authorized"));
}

TEST_CASE_METHOD(early, "a binding that is refused may be tried again") {
  authenticate();
  int asked = 0;
  registry.answer<open_session, session_opened>(
      [&](const open_session& question) {
        session_opened opened;
        if (++asked == 1) {
          opened.error = xml::stanza_error::make(xml::condition::conflict);
          return opened;
        }
        opened.id = 1;
        opened.full = *question.account.with_resource("other");
        opened.user = user.handle();
        return opened;
      });

  const auto answer
      = say(std::string{bind_request} + std::string{bind_request});

  CHECK(has_stanza_error(answer, "conflict"));
  CHECK(answer.ends_with("<jid>romeo@localhost/other</jid></bind></iq>"));
}

TEST_CASE_METHOD(early, "without a registry the stream ends") {
  authenticate();
  caf::anon_send_exit(registry.handle(), caf::exit_reason::kill);
  run();

  CHECK(ends_with_error(say(bind_request), "internal-server-error"));
}

TEST_CASE_METHOD(early, "stanzas that came with the binding follow it") {
  authenticate();

  const auto answer
      = say(std::string{bind_request} + message("1") + message("2"));

  CHECK(answer.ends_with("</bind></iq>"));
  CHECK(next_outbound().id() == "1");
  CHECK(next_outbound().id() == "2");
  CHECK(user.empty());
}

TEST_CASE_METHOD(early, "a session bound too late is closed at once") {
  authenticate();
  peer->send(bind_request);
  caf::anon_send(session, end_stream{{xml::stream_condition::reset, {}}});
  run();

  CHECK(ends_with_error(take_all(), "reset"));
  CHECK(take_farewell().sessions == only_seven);
}

} // namespace early_iq_test
