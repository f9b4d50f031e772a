// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/census_totals.hpp"

#include <chrono>
#include <vector>

#include <nlohmann/json.hpp>

#include "actors/base/event_loops.hpp"
#include "actors/components.hpp"
#include "actors/observe/counters.hpp"
#include "actors/observe/sources.hpp"

namespace troupe::observe {

namespace {

using nlohmann::json;
using std::chrono::steady_clock;

/// The rate of what only grows, from one call to the next.
class rate {
public:
  double next(double now, double seconds) {
    const auto grown = known_ ? now - last_ : 0.0;
    last_ = now;
    known_ = true;
    return seconds > 0 ? grown / seconds : 0.0;
  }

private:
  double last_ = 0;
  bool known_ = false;
};

/// Seconds since the last call; 0 at the first.
class stopwatch {
public:
  double lap() {
    const auto now = steady_clock::now();
    const std::chrono::duration<double> passed = now - last_;
    const bool is_first = last_ == steady_clock::time_point{};
    last_ = now;
    return is_first ? 0.0 : passed.count();
  }

private:
  steady_clock::time_point last_;
};

double stanzas(const totals& t, direction d) {
  double sum = 0;
  for (auto k : {xml::stanza_kind::message, xml::stanza_kind::presence,
                 xml::stanza_kind::iq})
    sum += static_cast<double>(
        t.at(place::of(place::stanzas, d, place::kinds, k)));
  return sum;
}

} // namespace

std::function<json()> totals_of(actors::server&) {
  return [clock = stopwatch{}, in = rate{}, out = rate{}]() mutable {
    const auto t = totals::now();
    const auto seconds = clock.lap();
    return json{{"sessions", t.actors(actor_kind::session)},
                {"accounts", t.actors(actor_kind::user)},
                {"rooms", t.actors(actor_kind::room)},
                {"stanzas_in", in.next(stanzas(t, direction::in), seconds)},
                {"stanzas_out", out.next(stanzas(t, direction::out), seconds)},
                {"resident", resident_memory()},
                {"storage_waiting",
                 t.left(counter::storage_queued, counter::storage_taken)}};
  };
}

std::function<json()> workers_of(actors::server& server) {
  return [&server, clock = stopwatch{}, busy = std::vector<rate>{}]() mutable {
    auto& loops = base::event_loops::of(server.system());
    busy.resize(loops.size());
    const auto seconds = clock.lap();
    auto list = json::array();
    for (std::size_t i = 0; i < loops.size(); ++i) {
      const std::chrono::duration<double> used = loops.at(i).done().busy;
      list.push_back(
          {{"index", i}, {"load", busy[i].next(used.count(), seconds)}});
    }
    return list;
  };
}

} // namespace troupe::observe
