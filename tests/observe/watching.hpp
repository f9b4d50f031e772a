// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
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
  /// Whether it becomes so within a time that is long enough for it.
  template <class F>
  bool collect_until(F is_so) {
    using clock = std::chrono::steady_clock;
    const auto deadline = clock::now() + std::chrono::seconds{60};
    while (!is_so())
      if (clock::now() > deadline)
        return false;
      else
        place.collect();
    return true;
  }
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
