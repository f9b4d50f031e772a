// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "actors/base/trace.hpp"
#include "actors/observe/arrival.hpp"
#include "actors/observe/observatory.hpp"
#include "tests/support/core_fixture.hpp"

namespace troupe::observe::test {

inline xml::stanza message(const char* from, const char* to,
                           std::uint64_t trace = 0) {
  static std::uint64_t last = 100;
  return support::chat(to, "for your eyes only")
      .with_from(support::jid(from))
      .with_id("m1")
      .with_trace(trace != 0 ? trace : ++last);
}

/// An observatory that collects when it is told to, and what it has told.
struct watching {
  watching() {
    base::trace::drain([](const auto&) {});
  }

  std::uint64_t watch(filter f = {}) {
    return place.watch(std::move(f),
                       {[this](const shared_trace& t) { seen.push_back(t); },
                        [this](const watch_end& e) { ends.push_back(e); }});
  }
  xml::stanza arrive(xml::stanza x) { return arrived(std::move(x), 1); }
  filter about(const char* who) {
    filter f;
    f.jid = support::jid(who);
    return f;
  }

  // The observatory goes first, and tells of it.
  std::vector<shared_trace> seen;
  std::vector<watch_end> ends;
  observatory place{{std::chrono::milliseconds{1'000}, 10, 1 << 20, 0}, false};
};

} // namespace troupe::observe::test
