// SPDX-License-Identifier: Apache-2.0
#include "tests/session/session_fixture.hpp"

namespace session_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::session::test;

namespace {

using sessions = session_fixture;

} // namespace

TEST_CASE_METHOD(sessions, "without its user actor a session cannot go on") {
  log_in();

  caf::anon_send_exit(user.handle(), caf::exit_reason::kill);
  run();

  CHECK(ends_with_error(peer->take(), "internal-server-error"));
  run();
  CHECK(is_gone());
}

TEST_CASE_METHOD(sessions, "a session ends with the error that it is given") {
  log_in();

  caf::anon_send(session, end_stream{{xml::stream_condition::conflict, {}}});
  run();

  CHECK(ends_with_error(peer->take(), "conflict"));
  CHECK(take_farewell().sessions == only_seven);
  CHECK(is_gone());
}

TEST_CASE_METHOD(sessions,
                 "an exit closes the stream before the session ends") {
  log_in();

  caf::anon_send_exit(session, caf::exit_reason::user_shutdown);
  run();

  CHECK(ends_with_error(peer->take(), "system-shutdown"));
  CHECK(take_farewell().sessions == only_seven);
  CHECK(is_gone());
}

TEST_CASE_METHOD(sessions, "an exit before the first byte gets its header") {
  connect();

  caf::anon_send_exit(session, caf::exit_reason::user_shutdown);
  run();

  const auto answer = peer->take();
  CHECK(answer.starts_with("<?xml version='1.0'?><stream:stream "));
  CHECK(ends_with_error(answer, "system-shutdown"));
}

TEST_CASE_METHOD(sessions, "a session that is killed aborts its stream") {
  log_in();

  caf::anon_send_exit(session, caf::exit_reason::kill);
  run();

  CHECK(peer->is_aborted());
  CHECK(take_farewell().sessions == only_seven);
  CHECK(is_gone());
}

TEST_CASE_METHOD(sessions, "a session ends with its transport in each phase") {
  auto steps = GENERATE(range(0, 6));
  CAPTURE(steps);
  net::memory_settings settings;
  settings.direct_tls = steps > 1;
  connect(settings);
  const std::string dialogue[]
      = {std::string{header}, plain_auth(), std::string{header},
         std::string{bind_request}, message("1")};
  for (int i = 0; i < steps; ++i)
    say(dialogue[i]);

  peer->end(boost::asio::error::connection_reset);
  run();

  CHECK(is_gone());
}

TEST_CASE_METHOD(sessions,
                 "a peer that reads nothing ends with the linger time") {
  net::memory_settings settings;
  settings.socket_buffer = 0;
  connect(settings);
  say("nonsense");
  REQUIRE_FALSE(is_closed());

  peer->expire_linger();
  run();

  CHECK(is_gone());
}

TEST_CASE_METHOD(sessions, "a session tells the user of its end once") {
  log_in();

  say("</stream:stream>");
  caf::anon_send_exit(session, caf::exit_reason::user_shutdown);
  caf::anon_send(session, end_stream{{xml::stream_condition::reset, {}}});
  run();

  CHECK(take_farewell().sessions == only_seven);
}

TEST_CASE_METHOD(sessions,
                 "the user keeps no memory of a session that has ended") {
  log_in();
  const auto old = caf::actor_cast<caf::weak_actor_ptr>(session);

  say("</stream:stream>");
  run();

  CHECK(is_gone());
  // Ours, and one for the test's own handle: the user, which lives, has none.
  CHECK(old->weak_refs == 2);
}

TEST_CASE_METHOD(sessions, "nothing that comes behind the end is taken") {
  log_in();

  CHECK(say("</stream:stream>" + message("1")) == "</stream:stream>");

  CHECK(take_farewell().sessions == only_seven);
}

TEST_CASE_METHOD(sessions, "a session describes itself") {
  log_in();
  say(message("1"));

  const auto text = describe();

  CHECK(text.find("address=127.0.0.1\n") != std::string::npos);
  CHECK(text.find("tls=TLSv1.3\n") != std::string::npos);
  CHECK(text.find("stanzas taken=1\n") != std::string::npos);
  CHECK(text.find("credit=63\n") != std::string::npos);
}

TEST_CASE_METHOD(sessions, "a new configuration is in force for those bound") {
  net::memory_settings settings;
  settings.socket_buffer = 500;
  log_in(settings);
  config.limits.unsent_bytes = 500;
  auto changed = std::make_shared<const config::server_config>(config);
  caf::anon_send(session, configuration_changed{std::move(changed)});

  deliver(incoming("1", 1000));
  deliver(incoming("2"));

  CHECK(ends_with_error(take_all(), "resource-constraint"));
}

} // namespace session_test
