// SPDX-License-Identifier: Apache-2.0
#include "tests/session/session_fixture.hpp"
#include "tests/session/told_decisions.hpp"
#include "tests/support/moved.hpp"

namespace stanzas_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::session::test;

namespace {

struct stanzas : session_fixture {
  /// Its client takes 500 bytes that it has not read, and no more.
  void log_in_slow() {
    net::memory_settings settings;
    settings.socket_buffer = 500;
    log_in(settings);
  }
  /// Such a client, for whom more waits than may.
  void fill_stream() {
    config.limits.unsent_bytes = 1000;
    log_in_slow();
    deliver(incoming("1"));
    deliver(incoming("2", 600));
    deliver(incoming("3", 600));
  }
};

using texts = std::vector<std::string>;

xml::stanza followed(xml::stanza x) {
  return std::move(x).with_trace(42).with_arrival(0, true);
}

} // namespace

TEST_CASE_METHOD(stanzas, "a stanza goes to the user actor with its sender") {
  auto from = GENERATE(as<std::string>{}, "", " from='romeo@localhost'",
                       " from='romeo@localhost/orchard'");
  log_in();

  CHECK(say("<message to='juliet@localhost' id='1'" + from + "/>").empty());

  const auto sent = user.expect<outbound>();
  CHECK(sent.session == 7);
  CHECK(sent.stanza.from().str() == "romeo@localhost/orchard");
  CHECK(sent.stanza.to().str() == "juliet@localhost");
  CHECK(sent.stanza.trace() != 0);
}

TEST_CASE_METHOD(stanzas, "a foreign sender ends the stream") {
  auto from = GENERATE(as<std::string>{}, "juliet@localhost",
                       "romeo@localhost/garden", "localhost", "@");
  log_in();

  CHECK(ends_with_error(say("<message from='" + from + "'/>"), "invalid-from"));
}

TEST_CASE_METHOD(stanzas, "an address that is none is told to its sender") {
  log_in();

  const auto answer = say("<message to='@localhost' id='1'/>");

  CHECK(has_stanza_error(answer, "jid-malformed"));
  CHECK(user.empty());
  CHECK(say("<message to='@localhost' type='error'/>").empty());
}

TEST_CASE_METHOD(stanzas, "an address that is none is refused by a decision") {
  log_in();
  const told_decisions told;

  say("<message to='@localhost' id='1'/>");
  say("<message to='@localhost' id='2' type='error'/>");

  CHECK(told.texts()
        == texts{"refused, refused: jid-malformed",
                 "dropped, dropped: jid-malformed"});
  const auto& x = told.records().at(0).stanza;
  CHECK(base::trace::is_new(x.trace()));
  CHECK(x.id() == "1");
  CHECK(x.from().str() == "romeo@localhost/orchard");
}

TEST_CASE_METHOD(stanzas, "an IQ that is not well formed is a bad request") {
  auto text
      = GENERATE(as<std::string>{}, "<iq type='get'><a xmlns='b'/></iq>",
                 "<iq type='get' id='1'/>",
                 "<iq type='set' id='1'><a xmlns='b'/><c xmlns='d'/></iq>",
                 "<iq type='other' id='1'><a xmlns='b'/></iq>", "<iq id='1'/>");
  log_in();

  CHECK(has_stanza_error(say(text), "bad-request"));
  CHECK(user.empty());
}

TEST_CASE_METHOD(stanzas, "a malformed answer is answered by nothing") {
  log_in();
  const told_decisions told;

  CHECK(say("<iq type='result' id='1'><a xmlns='b'/><c xmlns='d'/></iq>")
            .empty());
  CHECK(user.empty());
  CHECK(told.texts() == texts{"dropped, dropped: bad-request"});
}

TEST_CASE_METHOD(stanzas, "the stream's language is that of its messages") {
  net::memory_settings settings;
  settings.direct_tls = true;
  connect(settings);
  auto german = std::string{header};
  german.insert(german.size() - 1, " xml:lang='de'");
  say(german + plain_auth() + german + std::string{bind_request});

  say("<message id='1'/><message id='2' xml:lang='en'/>");

  CHECK(next_outbound().lang() == "de");
  CHECK(next_outbound().lang() == "en");
}

TEST_CASE_METHOD(stanzas, "a legacy session is there already") {
  log_in();
  const told_decisions told;

  CHECK(say("<iq type='set' id='1'><session "
            "xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>")
            .starts_with("<iq type='result' id='1'"));
  CHECK(user.empty());
  CHECK(told.texts() == texts{"noted, answered: there is a session already"});
}

TEST_CASE_METHOD(stanzas, "what is no stanza ends the stream") {
  log_in();

  CHECK(ends_with_error(say("<nonsense xmlns='jabber:client'/>"),
                        "unsupported-stanza-type"));
  CHECK(take_farewell().sessions == only_seven);
}

TEST_CASE_METHOD(stanzas, "a stanza for the session is written") {
  log_in();

  deliver(incoming("1"));

  CHECK(peer->take() == xml::to_string(incoming("1")));
}

TEST_CASE_METHOD(stanzas, "nothing is written before a resource is bound") {
  net::memory_settings settings;
  settings.direct_tls = true;
  connect(settings);
  say(header);

  deliver(incoming("1"));

  CHECK(peer->take().empty());
}

TEST_CASE_METHOD(stanzas, "without credit the session stops reading") {
  support::moved moved{observe::limit::session_credit};
  config.limits.session_credit = 3;
  log_in();

  say(message("1") + message("2") + message("3") + message("4") + message("5"));

  CHECK(user.size() == 3);
  CHECK(is_paused());
  say(message("6"));
  CHECK(user.size() == 3);
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(stanzas, "with credit the session goes on in order") {
  config.limits.session_credit = 2;
  log_in();
  say(message("1") + message("2") + message("3") + message("4"));
  say(message("5"));

  caf::anon_send(session, outbound_credit{1});
  run();
  CHECK(user.size() == 3);
  CHECK(is_paused());
  caf::anon_send(session, outbound_credit{10});
  run();

  CHECK_FALSE(is_paused());
  for (const auto* id : {"1", "2", "3", "4", "5"})
    CHECK(next_outbound().id() == id);
  CHECK(user.empty());
}

TEST_CASE_METHOD(stanzas,
                 "credit that comes in time lets the session read on") {
  config.limits.session_credit = 2;
  log_in();

  for (int i = 0; i < 10; ++i) {
    say(message("m"));
    caf::anon_send(session, outbound_credit{1});
    run();
  }

  CHECK(user.size() == 10);
  CHECK_FALSE(is_paused());
}

TEST_CASE_METHOD(stanzas, "a slow reader loses presence first") {
  support::moved moved{observe::limit::unsent_presence};
  config.limits.unsent_bytes = 1000;
  net::memory_settings settings;
  settings.socket_buffer = 2000;
  log_in(settings);
  const xml::stanza presence{xml::stanza_kind::presence};

  deliver(presence);
  CHECK(describe().find("stanzas sent=1\n") != std::string::npos);
  deliver(incoming("1", 2000));
  deliver(incoming("2", 1000));
  CHECK(describe().find("stanzas sent=3\n") != std::string::npos);
  deliver(presence);

  CHECK(describe().find("stanzas sent=3\n") != std::string::npos);
  CHECK_FALSE(is_closed());
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(stanzas, "too slow a reader is closed by its error") {
  support::moved moved{observe::limit::unsent_stream};
  fill_stream();
  CHECK(user.empty());

  deliver(incoming("4", 600));

  const auto text = take_all();
  run();
  CHECK(text.find("id='3'") != std::string::npos);
  CHECK(ends_with_error(text, "resource-constraint"));
  const auto end = take_farewell();
  CHECK(end.sessions == only_seven);
  CHECK(end.unsent == ids{"4"});
  CHECK(is_gone());
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(stanzas, "what is for nobody else ends with its stream") {
  fill_stream();
  const told_decisions told;

  deliver(followed(incoming("4", 600).with_type("error")));
  deliver(followed(xml::stanza{xml::stanza_kind::presence}));

  CHECK(told.texts()
        == texts{"dropped, dropped: its reader is too slow",
                 "dropped, dropped: its stream has ended"});
}

TEST_CASE_METHOD(stanzas, "a reader that is closed loses no message") {
  config.limits.unsent_bytes = 1000;
  log_in_slow();
  deliver(incoming("1"));
  for (const auto* id : {"2", "3", "4", "5"})
    caf::anon_send(session, send_stanza{incoming(id, 600)});
  run();

  peer->expire_linger();
  run();

  const auto end = take_farewell();
  CHECK(end.sessions == only_seven);
  CHECK(end.unsent == ids{"2", "3", "4", "5"});
  CHECK(is_gone());
}

TEST_CASE_METHOD(stanzas, "a reader far too slow for an error is cut off") {
  support::moved moved{observe::limit::unsent_cut};
  config.limits.unsent_bytes = 200;
  log_in_slow();

  deliver(incoming("1", 2000));
  deliver(incoming("2"));

  CHECK(peer->is_aborted());
  const auto end = take_farewell();
  CHECK(end.sessions == only_seven);
  CHECK(end.unsent == ids{"1", "2"});
  CHECK(is_gone());
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(stanzas, "messages that a lost stream kept back go back") {
  log_in_slow();
  deliver(incoming("1"));
  deliver(incoming("2", 600));
  deliver(xml::stanza{xml::stanza_kind::presence});
  deliver(incoming("3"));

  peer->end(boost::asio::error::connection_reset);
  run();

  CHECK(take_farewell().unsent == ids{"2", "3"});
  CHECK(is_gone());
}

TEST_CASE_METHOD(stanzas, "what its sender keeps does not go back") {
  net::memory_settings settings;
  settings.socket_buffer = 100;
  log_in(settings);
  caf::anon_send(session, send_stanza{incoming("1"), true});
  deliver(incoming("2"));

  peer->end();
  run();

  CHECK(take_farewell().unsent == ids{"2"});
}

TEST_CASE_METHOD(stanzas, "messages that have left do not go back") {
  log_in_slow();
  deliver(incoming("1", 600));
  take_all();

  peer->end();
  run();

  CHECK(take_farewell().unsent.empty());
}

TEST_CASE_METHOD(stanzas, "a session tells when all has been written") {
  log_in_slow();
  deliver(incoming("1", 600));
  auto pending = self()->request(session, caf::infinite, report_written{});
  run();
  CHECK(self()->mailbox().empty());

  take_all();
  run();

  bool all = false;
  pending.receive([&](const written& w) { all = w.all; },
                  [](const caf::error&) { FAIL("no answer"); });
  CHECK(all);
}

TEST_CASE_METHOD(stanzas, "a stream that ended first has not written all") {
  log_in_slow();
  deliver(incoming("1", 600));
  auto pending = self()->request(session, caf::infinite, report_written{});
  run();

  peer->end();
  run();

  bool all = true;
  pending.receive([&](const written& w) { all = w.all; },
                  [](const caf::error&) { FAIL("no answer"); });
  CHECK_FALSE(all);
}

} // namespace stanzas_test
