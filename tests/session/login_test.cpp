// SPDX-License-Identifier: Apache-2.0
#include "tests/session/session_fixture.hpp"
#include "tests/support/moved.hpp"

namespace login_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::session::test;

namespace {

constexpr std::string_view starttls
    = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
constexpr std::string_view proceed
    = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
constexpr std::string_view success
    = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";

struct logins : session_fixture {
  void secure() {
    net::memory_settings settings;
    settings.direct_tls = true;
    connect(settings);
    say(header);
  }
};

std::string failure(const std::string& condition) {
  return "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><" + condition
         + "/></failure>";
}

std::string auth_by(const std::string& mechanism, const std::string& text) {
  return "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='"
         + mechanism + "'>" + text + "</auth>";
}

} // namespace

TEST_CASE_METHOD(logins, "STARTTLS is followed by a new stream over TLS") {
  connect();
  say(header);

  CHECK(say(starttls) == proceed);
  CHECK(peer->is_secure());
  const auto features = say(header);
  CHECK(features.starts_with("<?xml version='1.0'?><stream:stream "));
  CHECK(features.find("<mechanisms ") != std::string::npos);
  CHECK(features.find("<starttls ") == std::string::npos);
}

TEST_CASE_METHOD(logins, "what came in clear behind STARTTLS is discarded") {
  connect();
  say(header);

  const auto answer = say(std::string{starttls} + std::string{header}
                          + plain_auth() + std::string{header});

  CHECK(answer == proceed);
  CHECK(auth.empty());
  CHECK(say(header).ends_with("</stream:features>"));
  CHECK(say(plain_auth()) == success);
}

TEST_CASE_METHOD(logins, "half an element in clear does not lead the stream") {
  connect();
  say(header);
  say(std::string{starttls} + "<auth xmlns='urn:ietf:par");

  CHECK(say(header).ends_with("</stream:features>"));
}

TEST_CASE_METHOD(logins, "a second STARTTLS fails and ends the stream") {
  secure();

  CHECK(say(starttls)
        == "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
           "</stream:stream>");
  CHECK(is_gone());
}

TEST_CASE_METHOD(logins, "no login in clear where encryption is required") {
  connect();
  say(header);

  CHECK(say(plain_auth()) == failure("encryption-required"));
  CHECK(auth.empty());
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(logins, "a login is checked, and noted as a success") {
  secure();

  CHECK(say(plain_auth()) == success);
  const auto question = auth.expect<check_password>();
  CHECK(question.account.str() == "romeo@localhost");
  CHECK(question.address == "127.0.0.1");
  CHECK(auth.expect<login_ended>().success);
  CHECK(auth.empty());
}

TEST_CASE_METHOD(logins, "a wrong password is noted before it is told") {
  secure();
  std::size_t asked = 0;
  auth.answer<login_ended, login_noted>([&](const login_ended& end) {
    if (!end.success) {
      CHECK(peer->take().empty());
      ++asked;
    }
    return login_noted{};
  });

  CHECK(say(plain_auth("wrong")) == failure("not-authorized"));
  CHECK(asked == 1);
  CHECK(say(plain_auth()) == success);
}

TEST_CASE_METHOD(logins, "an account that is locked may try again later") {
  secure();
  auth.answer<fetch_credentials, credentials_found>(
      [](const fetch_credentials&) {
        credentials_found found;
        found.locked = true;
        return found;
      });

  const auto answer = say(auth_by("SCRAM-SHA-1", "biwsbj1yb21lbyxyPWFiYw=="));

  CHECK(answer.find("<temporary-auth-failure/>") != std::string::npos);
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(logins, "a right proof does not help where the account was "
                         "locked meanwhile") {
  secure();
  auto is_locked = true;
  auth.answer<login_ended, login_noted>(
      [&](const login_ended&) { return login_noted{is_locked}; });

  const auto answer = say(plain_auth());
  CHECK(answer.find("<temporary-auth-failure/>") != std::string::npos);
  CHECK_FALSE(is_closed());

  is_locked = false;
  CHECK(say(plain_auth()) == success);
}

TEST_CASE_METHOD(logins, "an auth actor that is gone fails the login") {
  secure();
  caf::anon_send_exit(auth.handle(), caf::exit_reason::kill);
  run();

  CHECK(say(plain_auth()) == failure("temporary-auth-failure"));
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(logins, "what is no proper SASL fails by its condition") {
  auto [text, condition] = GENERATE(table<std::string, std::string>({
      {auth_by("CRAM-MD5", ""), "invalid-mechanism"},
      {auth_by("PLAIN", "!"), "incorrect-encoding"},
      {auth_by("PLAIN", "="), "malformed-request"},
      {auth_by("PLAIN", "cm9tZW8="), "malformed-request"},
  }));
  secure();

  CHECK(say(text).find("<" + condition + "/>") != std::string::npos);
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(logins, "an exchange that is aborted may begin again") {
  secure();
  const auto challenge = say(auth_by("PLAIN", ""));

  CHECK(challenge.starts_with("<challenge "));
  CHECK(say("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
        == failure("aborted"));
  CHECK(say(plain_auth()) == success);
}

TEST_CASE_METHOD(logins, "a stanza within an exchange is not authorized") {
  secure();
  say(auth_by("PLAIN", ""));

  CHECK(ends_with_error(say("<presence/>"), "not-authorized"));
}

TEST_CASE_METHOD(logins, "too many failed logins end the stream") {
  support::moved moved{observe::limit::login_attempts};
  config.limits.login_attempts = 2;
  secure();

  CHECK(say(plain_auth("wrong")) == failure("not-authorized"));
  const auto last = say(plain_auth("wrong"));
  CHECK(last.starts_with(failure("not-authorized")));
  CHECK(ends_with_error(last, "policy-violation"));
  CHECK(is_gone());
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(logins, "login, stream and binding may come in one chunk") {
  net::memory_settings settings;
  settings.direct_tls = true;
  connect(settings);

  const auto answer = say(std::string{header} + plain_auth()
                          + std::string{header} + std::string{bind_request});

  CHECK(answer.find(success) != std::string::npos);
  CHECK(answer.ends_with("<jid>romeo@localhost/orchard</jid></bind></iq>"));
  const auto opened = registry.expect<open_session>();
  CHECK(opened.account.str() == "romeo@localhost");
  CHECK(opened.resource == "orchard");
  CHECK(opened.secure);
  CHECK_FALSE(is_paused());
}

TEST_CASE_METHOD(logins, "what follows a failed login is taken all the same") {
  secure();

  const auto answer = say(plain_auth("wrong") + plain_auth());

  CHECK(answer == failure("not-authorized") + std::string{success});
}

TEST_CASE_METHOD(logins, "a peer that goes during its login is let go") {
  secure();
  peer->send(plain_auth());
  peer->end();
  run();

  CHECK(is_gone());
  CHECK(registry.empty());
}

TEST_CASE_METHOD(logins, "an answer to a stream that has ended is dropped") {
  auto password = GENERATE(as<std::string>{}, "secret", "wrong");
  secure();
  peer->send(plain_auth(password));
  caf::anon_send(session, end_stream{{xml::stream_condition::reset, {}}});
  run();

  const auto text = take_all();
  CHECK(text.starts_with("<stream:error>"));
  CHECK(ends_with_error(text, "reset"));
  CHECK(auth.expect<check_password>().password == password);
  CHECK(auth.empty());
}

} // namespace login_test
