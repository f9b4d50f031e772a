// SPDX-License-Identifier: Apache-2.0
// What an account must not lose goes to the store in one transaction at a time:
// what is archived, the devices' queues and counters, and which messages have
// passed. So after a crash a message is everywhere, or it is nowhere and its
// sender sends it again.
#include <algorithm>

#include "actors/part/routing.hpp"
#include "actors/user/user.hpp"

namespace troupe::user {

namespace {

using std::chrono::milliseconds;

/// How much later than it changed a device is written, if nobody waits for it.
constexpr milliseconds flush_delay{250};
constexpr milliseconds retry_delay{1'000};

/// Adds what has passed since `stored` to the journal.
void add_passed(persistence::transaction& ops, const std::string& owner,
                std::string_view way, const passed_messages& passed,
                std::uint64_t& stored) {
  for (auto& [row, keys] : passed.rows_since(stored))
    ops.push_back(persistence::put_entry{owner, std::string{passed_map},
                                         std::string{way} + std::to_string(row),
                                         std::move(keys)});
  stored = passed.passed();
}

/// Nothing was appended: it was there.
bool is_none(const persistence::answer& a) {
  const auto* count = std::get_if<std::uint64_t>(&a);
  return count != nullptr && *count == 0;
}

} // namespace

void user_state::append_surely(std::string_view log,
                               persistence::log_entry entry,
                               std::function<void(appended)> then) {
  add_write(persistence::append{address.str(), std::string{log},
                                std::move(entry), true},
            guarded(std::move(then)));
}

void user_state::add_write(persistence::operation what,
                           std::function<void(appended)> then) {
  unstored_bytes += persistence::size_of(what);
  unstored.what.push_back(std::move(what));
  auto waits = then ? wait_for_store() : store_wait{};
  unstored.then.push_back({std::move(then), std::move(waits)});
}

/// One wait is shown for all that a message leaves behind.
store_wait user_state::wait_for_store() const {
  const auto at = base::trace::here;
  if (!at || unstored.then.empty()) [[likely]]
    return store_wait::begin();
  const auto& last = unstored.then.back().waits;
  return last.at.trace == at.trace && last.at.span == at.span
             ? last
             : store_wait::begin();
}

void user_state::remove_surely(std::string_view log,
                               const std::vector<std::string>& ids,
                               std::function<void()> then) {
  for (const auto& id : ids)
    add_write(persistence::remove_logged{address.str(), std::string{log}, id},
              {});
  if (!ids.empty())
    unstored.then.back() = {guarded([then](appended how) {
                              if (how != appended::never)
                                then();
                            }),
                            wait_for_store()};
}

/// Behind what was appended before, so that it is read too.
void user_state::run_in_order(persistence::transaction ops, completion then) {
  if (!flushing)
    flush(false);
  if (unstored.what.empty() || failing)
    return super::run(std::move(ops), std::move(then));
  if (behind_appends.size() >= behind_bound) {
    observe::count(observe::limit::account_writes);
    return refuse_to_store(std::move(then));
  }
  behind_appends.push_back(
      base::trace::kept("store", [this, at = epoch, ops = std::move(ops),
                                  then = std::move(then)]() mutable {
        if (at == epoch)
          super::run(std::move(ops), std::move(then));
      }));
}

/// Each in its own trace, or in none.
void user_state::run_behind() {
  const base::trace::scope apart{base::trace::position{}};
  for (const auto& call : std::exchange(behind_appends, {}))
    call();
}

/// Too much waits for the store, to take a message that is to be kept.
bool user_state::is_congested(const xml::stanza& x) const {
  auto is_full = x.is_message() && !x.is_error()
                 && (unstored.what.size() >= unstored_bound
                     || unstored_bytes >= unstored_bytes_bound);
  if (is_full)
    observe::count(observe::limit::account_writes);
  return is_full;
}

/// Tells those who follow it why, and its sender what.
void user_state::refuse_unstored(const xml::stanza& x) {
  std::string_view why = "more waits for the store than may";
  if (broken)
    why = "its account could not be loaded";
  else if (fault)
    why = *fault == persistence::store_errc::full
              ? "the store is full, and more waits for it than may"
              : "the store fails, and more waits for it than may";
  if (part::may_go_elsewhere(x))
    note(x, {part::outcome::refused, why});
  reject(x, xml::condition::resource_constraint);
}

void user_state::mark_dirty(channel& c) {
  if (!c.managed->is_resumable())
    return;
  c.managed->dirty = true;
  flush_soon(flush_delay);
}

void user_state::flush_soon(milliseconds delay) {
  if (std::exchange(flushing_soon, true))
    return;
  auto id = calls.add([this, timer = ++flush_timer] {
    if (timer != flush_timer)
      return; // a later one is under way
    flushing_soon = failing = false;
    flush(true);
  });
  actor->delayed_send(actor, delay, actors::timer_fired{id});
}

/// Stores what waits: what is to be appended, and, where asked for, the
/// devices. One transaction is under way at a time; what comes meanwhile goes
/// with the next.
void user_state::flush(bool with_devices) {
  flush_devices_too = flush_devices_too || with_devices;
  if (!exists && !broken)
    return drop_unstored();
  if (flushing || failing || removing || broken || now_in == phase::loading)
    return;
  if (unstored.what.empty() && !flush_devices_too)
    return answer_waiting(); // as after nearly every stanza
  auto batch = std::make_shared<flushed_batch>();
  auto [ops, then] = std::exchange(unstored, {});
  batch->then = std::move(then);
  batch->with_devices = std::exchange(flush_devices_too, false);
  if (batch->with_devices)
    add_devices(ops, *batch);
  if (ops.empty())
    return answer_waiting();
  flushing = true;
  batch->operations
      = std::make_shared<const persistence::transaction>(std::move(ops));
  store(batch);
  run_behind();
}

/// On behalf of several, of whom one only can have it in his trace.
void user_state::store(const std::shared_ptr<flushed_batch>& batch) {
  const base::trace::scope within{first_followed(batch->then)};
  transact(batch->operations,
           [this, batch](const auto& r) { flushed(*batch, r); });
}

void user_state::add_devices(persistence::transaction& ops,
                             flushed_batch& batch) {
  const auto before = ops.size();
  for (auto& c : channels) {
    auto record = table.find(c.id);
    if (!c.managed || !c.managed->dirty || !record)
      continue;
    auto& d = *c.managed;
    batch.marks.emplace_back(d.token, device_journal::mark_of(d));
    d.dirty = false;
    std::ranges::move(device_journal::changes(address.str(), *record, d),
                      std::back_inserter(ops));
  }
  batch.removals = std::exchange(removals, {});
  std::ranges::copy(batch.removals, std::back_inserter(ops));
  batch.passed_in_from = passed_in_stored;
  batch.passed_out_from = passed_out_stored;
  if (ops.size() == before)
    return;
  // With the queues: what has passed is in them, or stored before them.
  add_passed(ops, address.str(), "in", passed_in, passed_in_stored);
  add_passed(ops, address.str(), "out", passed_out, passed_out_stored);
}

void user_state::flushed(flushed_batch& batch,
                         const persistence::result<persistence::answers>& r) {
  flushing = false;
  fault = r ? std::nullopt : std::optional{r.error().code};
  ++flushes;
  auto was_draining = std::exchange(draining, true); // once for all of them
  if (!r)
    put_back(batch);
  else
    for (std::size_t i = 0; i < batch.then.size(); ++i)
      end_write(batch.operations->at(i), batch.then[i],
                is_none(r->at(i)) ? appended::before : appended::newly);
  draining = was_draining;
  auto is_due = [at = flushes, &r](const stored_wait& w) {
    return !r || w.flush <= at;
  };
  auto all = std::exchange(waiting_for_flush, {});
  auto done = std::stable_partition(all.begin(), all.end(), is_due);
  std::move(done, all.end(), std::back_inserter(waiting_for_flush));
  for (auto at = all.begin(); at != done; ++at)
    at->waits.go_on([&] {
      if (r)
        super::when_stored(std::move(at->then));
      else
        at->then(false);
    });
  flush(!waiting_for_flush.empty());
}

void user_state::end_write(const persistence::operation& what,
                           const write_end& end, appended how) {
  unstored_bytes -= persistence::size_of(what);
  if (end.then)
    end.waits.go_on([&] { end.then(how); });
}

/// There is no account any more to store it for.
void user_state::drop_unstored() {
  removals.clear();
  failing = false;
  run_behind();
  auto all = std::exchange(unstored, {});
  for (std::size_t i = 0; i < all.what.size(); ++i)
    end_write(all.what[i], all.then[i], appended::never);
  answer_waiting();
}

/// There is nothing more to store than what is under way.
void user_state::answer_waiting() {
  for (auto& wait : std::exchange(waiting_for_flush, {}))
    wait.waits.go_on([&] { super::when_stored(std::move(wait.then)); });
}

/// What could not be stored comes before what came since.
void user_state::put_back(flushed_batch& batch) {
  auto later = std::exchange(unstored, {});
  unstored.what.assign(batch.operations->begin(),
                       batch.operations->begin()
                           + static_cast<std::ptrdiff_t>(batch.then.size()));
  unstored.then = std::move(batch.then);
  std::ranges::move(later.what, std::back_inserter(unstored.what));
  std::ranges::move(later.then, std::back_inserter(unstored.then));
  std::ranges::copy(batch.removals, std::back_inserter(removals));
  if (batch.with_devices) {
    passed_in_stored = std::min(batch.passed_in_from, passed_in.passed());
    passed_out_stored = std::min(batch.passed_out_from, passed_out.passed());
  }
  for (const auto& [token, mark] : batch.marks)
    if (auto c = find_device(token)) {
      device_journal::set_mark(*c->managed, mark);
      c->managed->dirty = true;
    }
  flush_devices_too = true;
  failing = true;
  run_behind();
  flushing_soon = false; // an earlier timer is void
  flush_soon(retry_delay);
}

/// Calls `then` once all is stored that there is by now.
void user_state::when_stored(std::function<void(bool)> then) {
  if (now_in == phase::loading) // behind the stanzas that wait for it too
    return deferred.push_back([this, then = std::move(then)]() mutable {
      when_stored(std::move(then));
    });
  touch(); // whoever asks is to be answered
  if (failing || broken)
    return then(false);
  flush(true);
  if (removing) {
    waiting_for_flush.push_back(
        {flushes + 2, std::move(then), store_wait::begin()});
    return;
  }
  if (!flushing)
    return super::when_stored(std::move(then));
  auto is_dirty
      = [](const channel& c) { return c.managed && c.managed->dirty; };
  auto is_all_on_its_way = unstored.what.empty() && removals.empty()
                           && std::ranges::none_of(channels, is_dirty);
  waiting_for_flush.push_back({flushes + (is_all_on_its_way ? 1 : 2),
                               std::move(then), store_wait::begin()});
}

} // namespace troupe::user
