// SPDX-License-Identifier: Apache-2.0
// What a rehearsal takes as its own of all that its thread records.
#include <catch2/catch.hpp>

#include "tests/rehearsal/rehearsing.hpp"

namespace recording_test {

using namespace troupe;
using namespace troupe::rehearsal::test;
using base::trace::event;

namespace {

void keep(event what, std::uint64_t trace) {
  base::trace::record r;
  r.what = what;
  r.at = base::trace::now();
  r.trace = trace;
  r.span = 1;
  r.stanza = chat("bob@example.org", "hello");
  base::trace::keep(std::move(r));
}

struct census_of_all {
  census_of_all() { base::trace::census = 1; }
  ~census_of_all() {
    base::trace::census = 0;
    base::trace::drain([](const auto&) {});
  }
};

/// A trace without its times and ids.
json outline(const json& trace) {
  std::vector<std::string> messages;
  for (const auto& hop : trace.at("hops"))
    messages.push_back(hop.at("message"));
  std::ranges::sort(messages);
  return {{"messages", messages},
          {"decisions", decisions_of(trace)},
          {"actors", trace.at("actors").size()},
          {"state", trace.at("state")},
          {"dropped", trace.at("dropped")}};
}

} // namespace

TEST_CASE("what is only counted is nothing that a rehearsal waits for") {
  const rehearsal::recording seen;

  keep(event::sent, 0);
  keep(event::counted, 0);
  CHECK(seen.open() == 0);

  keep(event::sent, 7);
  keep(event::lost, 0);
  CHECK(seen.open() == 1);

  keep(event::handled, 7);
  CHECK(seen.open() == 0);
}

TEST_CASE("what a recording has no room for is told as dropped") {
  rehearsal::recording seen;
  keep(event::begun, 7);
  for (std::size_t i = 1; i < rehearsal::recording::most; ++i)
    keep(event::handled, 7);
  for (int i = 0; i < 3; ++i)
    keep(event::handled, 7);
  for (int i = 0; i < 5; ++i)
    keep(event::counted, 0);

  CHECK(seen.way_of(7, false).dropped == 3);
}

TEST_CASE_METHOD(rehearsing, "a census does not change what is explained") {
  begin();
  log_in("bob@example.org", "phone");
  const auto plain = explain(chat("bob@example.org", "hello"));

  json counted;
  {
    const census_of_all census;
    counted = explain(chat("bob@example.org", "hello"));
  }

  CHECK(outline(counted.at("trace")) == outline(plain.at("trace")));
  CHECK(counted.at("notes") == plain.at("notes"));
}

} // namespace recording_test
