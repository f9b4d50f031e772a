// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/base/trace.hpp"
#include "actors/observe/arrival.hpp"
#include "actors/observe/observatory.hpp"
#include "tests/support/core_fixture.hpp"

namespace troupe::support {

/// alice and bob of example.org, and all that is told of what alice sends.
struct situation : core_fixture {
  situation() {
    base::trace::drain([](const auto&) {});
    add_account("alice@example.org");
    add_account("bob@example.org");
  }
  void begin() {
    start();
    alice = &log_in("alice@example.org", "desk");
    run();
    place.watch({},
                {[this](const observe::shared_trace& t) { told.push_back(t); },
                 [](const observe::watch_end&) {}});
  }
  /// What its session does with a stanza that comes in.
  void send(client& from, xml::stanza x) {
    x = observe::arrived(std::move(x)
                             .with_from(from.bound.full)
                             .with_trace(base::trace::next_id()),
                         from.stream.handle().id());
    const base::trace::scope within{x};
    say(from, std::move(x));
  }
  const observe::trace_record& way_of(xml::stanza x) {
    told.clear();
    send(*alice, std::move(x));
    run();
    place.collect_all();
    REQUIRE_FALSE(told.empty());
    return *told.front();
  }
  /// IQ of type set from a client, which is not followed.
  void set(client& from, std::string_view to, xml::element payload) {
    auto iq = xml::stanza{xml::stanza_kind::iq, "set", "set"}.with(
        std::move(payload));
    say(from, to.empty() ? iq : iq.with_to(jid(to)));
    run();
  }

  /// Has both in a room of alice's.
  void meet(client& bob) {
    const auto enter = [this](client& who, const char* nick) {
      say(who,
          xml::stanza{xml::stanza_kind::presence}
              .with_to(jid(std::string{"coven@conference.example.org/"} + nick))
              .with(xml::element{"x", "http://jabber.org/protocol/muc"}));
      run();
    };
    enter(*alice, "first");
    set(*alice, "coven@conference.example.org",
        xml::element{"query", "http://jabber.org/protocol/muc#owner"}.with(
            xml::element{"x", "jabber:x:data"}.with("type", "submit")));
    enter(bob, "second");
  }
  void block(client& by, std::string_view whom) {
    xml::element item{"item", "urn:xmpp:blocking"};
    item.set("jid", whom);
    set(by, "",
        xml::element{"block", "urn:xmpp:blocking"}.with(std::move(item)));
  }

  client* alice = nullptr;
  std::vector<observe::shared_trace> told;
  observe::observatory place{{std::chrono::milliseconds{0}, 100, 1 << 20, 0},
                             false};
};

} // namespace troupe::support
