// SPDX-License-Identifier: Apache-2.0
// What a session counts, from its first byte to its end.
#include <boost/asio/error.hpp>
#include <caf/send.hpp>
#include <catch2/catch.hpp>

#include "actors/auth/sasl_condition.hpp"
#include "actors/session/counting.hpp"
#include "tests/session/session_fixture.hpp"
#include "tests/support/moved.hpp"

namespace counting_test {

using namespace troupe;
using namespace troupe::session::test;
using observe::counter;
using observe::place::of;
using support::moved;
namespace place = observe::place;

namespace {

/// How far each cell has moved since this was made.
class movement {
public:
  std::uint64_t at(std::size_t where) const {
    return observe::totals::now().at(where) - before_.at(where);
  }
  std::uint64_t of_plain(std::size_t result) const {
    return at(of(place::sasl, observe::mechanism::plain,
                 observe::sasl_result_names.size(), result));
  }
  std::uint64_t of_messages(observe::direction way) const {
    return at(of(place::stanzas, way, place::kinds, xml::stanza_kind::message));
  }

private:
  observe::totals before_ = observe::totals::now();
};

constexpr std::size_t success = 0;
constexpr auto not_authorized
    = 1 + static_cast<std::size_t>(auth::sasl_condition::not_authorized);

struct counting : session_fixture {
  movement moves;
  moved<observe::stream_end> closed{observe::stream_end::closed};
  moved<observe::stream_end> lost{observe::stream_end::lost};
  moved<observe::stream_end> failed{observe::stream_end::failed};
  moved<counter> bound{counter::sessions_bound};
  moved<counter> left{counter::sessions_left};
};

} // namespace

TEST_CASE_METHOD(counting, "a session is counted from its login to its end") {
  log_in();
  CHECK(moves.of_plain(success) == 1);
  CHECK(bound.by() == 1);

  say(message("1") + message("2"));
  deliver(incoming("3"));
  CHECK(moves.of_messages(observe::direction::in) == 2);
  CHECK(moves.of_messages(observe::direction::out) == 1);
  CHECK(left.by() == 0);

  say("</stream:stream>");
  CHECK(closed.by() == 1);
  CHECK(lost.by() == 0);
  CHECK(left.by() == 1);
}

TEST_CASE_METHOD(counting, "a handshake is counted by its version") {
  const auto all = [] {
    const auto now = observe::totals::now();
    return now.of(observe::tls_version::tls_1_2)
           + now.of(observe::tls_version::tls_1_3)
           + now.of(observe::tls_version::other);
  };
  const auto before = all();

  log_in();

  CHECK(all() == before + 1);
}

TEST_CASE_METHOD(counting, "a wrong password is counted as its condition") {
  net::memory_settings settings;
  settings.direct_tls = true;
  connect(settings);
  say(header);

  say(plain_auth("wrong"));

  CHECK(moves.of_plain(not_authorized) == 1);
  CHECK(moves.of_plain(success) == 0);
  CHECK(bound.by() == 0);
}

TEST_CASE_METHOD(counting, "a lost connection and a killed actor end once") {
  log_in();

  SECTION("lost") {
    peer->end(boost::asio::error::connection_reset);
    run();
    CHECK(lost.by() == 1);
    CHECK(failed.by() == 0);
  }
  SECTION("killed") {
    caf::anon_send_exit(session, caf::exit_reason::kill);
    run();
    CHECK(lost.by() == 0);
    CHECK(failed.by() == 1);
  }
  CHECK(left.by() == 1);
  CHECK(closed.by() == 0);
}

} // namespace counting_test
