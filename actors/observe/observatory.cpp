// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/observatory.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>

#include "actors/observe/arrival.hpp"
#include "actors/observe/assembler.hpp"
#include "actors/observe/census.hpp"
#include "actors/observe/counters.hpp"
#include "actors/observe/events.hpp"
#include "actors/observe/kept_traces.hpp"
#include "actors/observe/recent_watches.hpp"

namespace troupe::observe {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// How often records are fetched: while somebody watches, and else.
constexpr auto busy_pause = 10ms;
constexpr auto idle_pause = 500ms;

/// Of no trace: only a census wants to know of it.
bool is_only_counted(const base::trace::record& r) {
  using base::trace::event;
  return r.what == event::counted
         || (r.trace == 0 && (r.what == event::sent || r.what == event::lost));
}

/// Of what was watched so many traces are kept, to be opened again.
constexpr std::size_t most_shown = 1'000;
constexpr std::size_t most_shown_bytes = std::size_t{16} << 20;

} // namespace

struct observatory::state {
  struct watcher {
    std::shared_ptr<observe::watch> what;
    std::shared_ptr<const audience> to;
    steady_clock::time_point until;
    std::uint64_t traces = 0;
    std::uint64_t dropped_before = 0;
  };
  struct counter {
    std::uint32_t sampling = 1;
    std::shared_ptr<const told_census> to;
  };

  /// Guards what follows. Not held while somebody is called back, but while
  /// records are taken; scheduler threads never want it.
  mutable std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::uint64_t last_id = 0;
  std::uint64_t last_bit = sampled >> 1; ///< that a watch has got
  std::map<std::uint64_t, watcher> watchers;
  std::map<std::uint64_t, counter> counters;
  std::vector<std::pair<std::string, told_totals>> totals;
  kept_traces errors;
  kept_traces shown;
  /// To be called once the mutex is free.
  std::vector<std::function<void()>> calls;

  recent_watches lately;

  // Of whoever collects only.
  std::mutex collecting;
  assembler made{[this](trace_record t) { complete(std::move(t)); }};
  census counted;
  std::uint32_t sampling = 0;
  steady_clock::time_point counted_since = steady_clock::now();
  std::uint64_t dropped_before = 0;

  std::thread worker;

  std::uint64_t next_bit();
  void publish_watches();
  void set_census();
  bool wants_payload(std::uint64_t bits) const;
  void complete(trace_record t);
  void lose(std::uint64_t bits);
  void end(std::uint64_t id, const char* reason);
  void end_those_due(steady_clock::time_point now);
  void tell_census(steady_clock::time_point now);
  void collect(bool all);
  void run();
};

observatory::observatory(observatory_settings settings, bool with_thread)
    : state_(std::make_unique<state>()) {
  use(settings);
  state_->shown.bound(most_shown, most_shown_bytes);
  if (with_thread)
    state_->worker = std::thread{[s = state_.get()] { s->run(); }};
}

observatory::~observatory() {
  {
    const std::lock_guard guard{state_->mutex};
    state_->stopping = true;
  }
  state_->wake.notify_all();
  if (state_->worker.joinable())
    state_->worker.join();
  publish({});
  sample_each(0);
  call_slow_after(0);
  base::trace::census = 0;
  for (auto& [id, w] : std::exchange(state_->watchers, {}))
    w.to->ended({"stopped", w.traces, 0, 0});
}

void observatory::use(const observatory_settings& settings) {
  const std::lock_guard guard{state_->mutex};
  state_->errors.bound(settings.kept, settings.kept_bytes);
  sample_each(settings.sampling);
  call_slow_after(static_cast<std::uint32_t>(settings.slow.count()));
}

std::uint64_t observatory::watch(filter f, audience to) {
  auto& s = *state_;
  const std::lock_guard guard{s.mutex};
  if (s.watchers.size() >= most_watches || s.stopping)
    return 0;
  auto what = std::make_shared<observe::watch>();
  what->bit = s.next_bit();
  what->left = static_cast<std::int64_t>(f.limit);
  what->what = std::move(f);
  const auto until = what->what.time.count() > 0
                         ? steady_clock::now() + what->what.time
                         : steady_clock::time_point::max();
  const auto id = ++s.last_id;
  s.watchers[id]
      = {std::move(what), std::make_shared<const audience>(std::move(to)),
         until, 0, base::trace::dropped()};
  s.publish_watches();
  s.wake.notify_all();
  return id;
}

void observatory::unwatch(std::uint64_t id) {
  auto& s = *state_;
  const std::lock_guard guard{s.mutex};
  const auto known = s.watchers.find(id);
  if (known == s.watchers.end())
    return;
  s.lately.forget(known->second.what->bit);
  s.watchers.erase(known);
  s.publish_watches();
}

std::vector<shared_trace> observatory::recent(std::size_t limit,
                                              const filter& f) const {
  const std::lock_guard guard{state_->mutex};
  return state_->errors.last(limit, f);
}

shared_trace observatory::find(std::uint64_t trace) const {
  const std::lock_guard guard{state_->mutex};
  auto found = state_->shown.find(trace);
  return found ? found : state_->errors.find(trace);
}

std::uint64_t observatory::take_census(std::uint32_t sampling, told_census to) {
  auto& s = *state_;
  const std::lock_guard guard{s.mutex};
  if (s.counters.empty()) {
    s.counted = {}; // what happened meanwhile is not known
    s.counted_since = steady_clock::now();
    s.dropped_before = base::trace::dropped();
  }
  const auto id = ++s.last_id;
  s.counters[id] = {std::max(sampling, 1U),
                    std::make_shared<const told_census>(std::move(to))};
  s.set_census();
  s.wake.notify_all();
  return id;
}

void observatory::end_census(std::uint64_t id) {
  const std::lock_guard guard{state_->mutex};
  if (state_->counters.erase(id) != 0)
    state_->set_census();
}

void observatory::add_totals(std::string name, told_totals ask) {
  const std::lock_guard guard{state_->mutex};
  state_->totals.emplace_back(std::move(name), std::move(ask));
}

void observatory::collect() {
  state_->collect(false);
}

void observatory::collect_all() {
  state_->collect(true);
}

/// In turn, not the lowest that is free: what is under way may still have the
/// bit of a watch that has just ended.
std::uint64_t observatory::state::next_bit() {
  static_assert(most_watches < 63, "one is always free");
  std::uint64_t taken = 0;
  for (const auto& [id, w] : watchers)
    taken |= w.what->bit;
  do
    last_bit = last_bit << 1 != sampled ? last_bit << 1 : 1;
  while ((taken & last_bit) != 0);
  return last_bit;
}

void observatory::state::publish_watches() {
  watches all;
  for (const auto& [id, w] : watchers)
    all.push_back(w.what);
  publish(std::move(all));
}

/// The finest that somebody wants.
void observatory::state::set_census() {
  sampling = 0;
  for (const auto& [id, c] : counters)
    sampling = sampling == 0 ? c.sampling : std::min(sampling, c.sampling);
  base::trace::census = sampling;
}

bool observatory::state::wants_payload(std::uint64_t bits) const {
  return std::ranges::any_of(watchers, [bits](const auto& each) {
    const auto& w = *each.second.what;
    return (w.bit & bits) != 0 && w.what.payload;
  });
}

void observatory::state::complete(trace_record t) {
  // Only these count it: it is one more for them.
  const auto begun = t.watches;
  if (begun != 0)
    lately.add(t.id, begun);
  else
    t.watches = lately.of(t.id); // it goes on after it was told
  const auto why = t.why;
  const auto bits = t.watches;
  const auto whole = std::make_shared<const trace_record>(std::move(t));
  // What is kept, and told to those who have not asked for payload, has none.
  auto bare = whole;
  if (!whole->stanza.xml.empty()) {
    auto copy = std::make_shared<trace_record>(*whole);
    copy->stanza.xml.clear();
    bare = std::move(copy);
  }
  if (why != base::trace::cause::followed)
    errors.add(bare);
  if ((bits & ~sampled) == 0)
    return;
  shown.add(bare);
  for (auto& [id, w] : watchers)
    if ((w.what->bit & bits) != 0) {
      w.traces += (w.what->bit & begun) != 0 ? 1 : 0;
      calls.push_back([to = w.to, t = w.what->what.payload ? whole : bare] {
        to->trace(t);
      });
    }
}

/// What has begun for these gets no trace of its own.
void observatory::state::lose(std::uint64_t bits) {
  for (auto& [id, w] : watchers)
    if ((w.what->bit & bits) != 0)
      ++w.what->lost;
}

void observatory::state::end(std::uint64_t id, const char* reason) {
  const auto known = watchers.find(id);
  auto& w = known->second;
  calls.push_back(
      [to = w.to, e = watch_end{reason, w.traces,
                                base::trace::dropped() - w.dropped_before,
                                w.what->lost}] { to->ended(e); });
  lately.forget(w.what->bit);
  watchers.erase(known);
  publish_watches();
}

void observatory::state::end_those_due(steady_clock::time_point now) {
  std::vector<std::pair<std::uint64_t, const char*>> due;
  for (const auto& [id, w] : watchers)
    if (const auto limit = w.what->what.limit;
        limit != 0 && w.traces + w.what->lost >= limit)
      due.emplace_back(id, "limit");
    else if (now >= w.until)
      due.emplace_back(id, "time");
  for (const auto& [id, reason] : due)
    end(id, reason);
}

void observatory::state::tell_census(steady_clock::time_point now) {
  const std::chrono::duration<double> passed = now - counted_since;
  if (counters.empty() || passed < 1s)
    return;
  const auto dropped = base::trace::dropped();
  auto told
      = counted.account(passed.count(), sampling, dropped - dropped_before);
  for (const auto& [name, ask] : totals)
    told[name] = ask();
  dropped_before = dropped;
  counted_since = now;
  for (const auto& [id, c] : counters)
    calls.push_back([to = c.to, told] { (*to)(told); });
}

void observatory::state::collect(bool all) {
  const std::lock_guard one{collecting};
  std::vector<std::function<void()>> due;
  {
    const std::lock_guard guard{mutex};
    const bool is_counting = !counters.empty();
    base::trace::drain([&](base::trace::record r) {
      using base::trace::event;
      if (is_counting)
        counted.take(r, sampling);
      // What was parked is no message that waited in a mailbox.
      if (r.what == event::handled && r.decision.empty())
        observe_hop(kind_of(r.kind), r.waited, r.took, r.depth);
      if (!is_only_counted(r)) {
        const auto bits = r.watches;
        if (const auto in_vain = made.take(std::move(r), wants_payload(bits));
            in_vain != 0)
          lose(in_vain);
      }
    });
    const auto now = steady_clock::now();
    made.settle(base::trace::now(), all);
    end_those_due(now);
    tell_census(now);
    due = std::exchange(calls, {});
  }
  for (const auto& call : due)
    call();
}

void observatory::state::run() {
  for (;;) {
    {
      std::unique_lock lock{mutex};
      if (!stopping) {
        const bool is_busy
            = !watchers.empty() || !counters.empty() || made.open() > 0;
        wake.wait_for(lock, is_busy ? busy_pause : idle_pause);
      }
      if (stopping)
        return;
    }
    collect(false);
  }
}

} // namespace troupe::observe
