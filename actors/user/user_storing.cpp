// SPDX-License-Identifier: Apache-2.0
// What an account must not lose goes to the store in one transaction at a time:
// what is archived, the devices' queues and counters, and which messages have
// passed. So after a crash a message is everywhere, or it is nowhere and its
// sender sends it again.
#include <algorithm>

#include "actors/user/user.hpp"

namespace troupe::user {

namespace {

using std::chrono::milliseconds;

/// How much later than it changed a device is written, if nobody waits for it.
constexpr milliseconds flush_delay{250};
constexpr milliseconds retry_delay{1'000};

/// How many of the messages that passed are known again after a crash.
constexpr std::size_t passed_stored = 100;

} // namespace

void user_state::append_surely(std::string_view log,
                               persistence::log_entry entry,
                               std::function<void(appended)> then) {
  unstored_bytes += entry.blob.size() + entry.words.size();
  unstored.push_back({{address.str(), std::string{log}, std::move(entry), true},
                      guarded(std::move(then))});
}

/// Behind what was appended before, so that it is read too.
void user_state::run_in_order(persistence::transaction ops, completion then) {
  if (!flushing)
    flush(false);
  if (unstored.empty() || failing)
    return super::run(std::move(ops), std::move(then));
  behind_appends.push_back(
      [this, at = epoch, ops = std::move(ops), then = std::move(then)]() {
        if (at == epoch)
          super::run(ops, then);
      });
}

/// Too much waits for the store, to take a message that is to be kept.
bool user_state::is_congested(const xml::stanza& x) const {
  return x.is_message() && !x.is_error()
         && (unstored.size() >= unstored_bound
             || unstored_bytes >= unstored_bytes_bound);
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
  auto id = calls.add([this] {
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
  if (flushing || failing || now_in == phase::loading)
    return;
  if (!exists || removing)
    return drop_unstored();
  auto batch = std::make_shared<flushed_batch>();
  persistence::transaction ops;
  batch->appends = std::exchange(unstored, {});
  for (const auto& one : batch->appends)
    ops.push_back(one.what);
  if (std::exchange(flush_devices_too, false))
    add_devices(ops, *batch);
  if (ops.empty())
    return;
  flushing = true;
  auto behind = std::exchange(behind_appends, {});
  transact(std::move(ops),
           [this, batch](const auto& r) { flushed(*batch, r); });
  for (const auto& call : behind)
    call();
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
  if (ops.size() == before)
    return;
  // With the queues: what has passed is in them, or stored before them.
  auto owner = address.str();
  std::string map{passed_map};
  ops.push_back(persistence::put_entry{owner, map, "in",
                                       passed_in.newest(passed_stored)});
  ops.push_back(persistence::put_entry{owner, map, "out",
                                       passed_out.newest(passed_stored)});
}

void user_state::flushed(flushed_batch& batch,
                         const persistence::result<persistence::answers>& r) {
  flushing = false;
  ++flushes;
  if (!r)
    put_back(batch);
  else
    for (std::size_t i = 0; i < batch.appends.size(); ++i)
      end_append(batch.appends[i], std::get<std::uint64_t>(r->at(i)) != 0
                                       ? appended::newly
                                       : appended::before);
  auto is_due = [at = flushes, &r](const stored_wait& w) {
    return !r || w.flush <= at;
  };
  auto all = std::exchange(waiting_for_flush, {});
  auto done = std::stable_partition(all.begin(), all.end(), is_due);
  std::move(done, all.end(), std::back_inserter(waiting_for_flush));
  for (auto at = all.begin(); at != done; ++at)
    r ? super::when_stored(std::move(at->then)) : at->then(false);
  flush(!waiting_for_flush.empty());
}

void user_state::end_append(const pending_append& one, appended how) {
  unstored_bytes -= one.what.entry.blob.size() + one.what.entry.words.size();
  one.then(how);
}

/// There is no account any more to store it for.
void user_state::drop_unstored() {
  removals.clear();
  for (const auto& call : std::exchange(behind_appends, {}))
    call();
  for (auto& one : std::exchange(unstored, {}))
    end_append(one, appended::never);
}

/// What could not be stored comes before what came since.
void user_state::put_back(flushed_batch& batch) {
  std::move(unstored.begin(), unstored.end(),
            std::back_inserter(batch.appends));
  unstored = std::move(batch.appends);
  std::ranges::copy(batch.removals, std::back_inserter(removals));
  for (const auto& [token, mark] : batch.marks)
    if (auto c = find_device(token)) {
      device_journal::set_mark(*c->managed, mark);
      c->managed->dirty = true;
    }
  flush_devices_too = true;
  failing = true;
  for (const auto& call : std::exchange(behind_appends, {}))
    call();
  flushing_soon = false; // an earlier timer does no harm
  flush_soon(retry_delay);
}

/// Calls `then` once all is stored that there is by now.
void user_state::when_stored(std::function<void(bool)> then) {
  if (now_in == phase::loading) // behind the stanzas that wait for it too
    return deferred.push_back([this, then = std::move(then)]() mutable {
      when_stored(std::move(then));
    });
  if (failing)
    return then(false);
  flush(true);
  if (!flushing)
    return super::when_stored(std::move(then));
  auto is_dirty
      = [](const channel& c) { return c.managed && c.managed->dirty; };
  auto is_all_on_its_way = unstored.empty() && removals.empty()
                           && std::ranges::none_of(channels, is_dirty);
  waiting_for_flush.push_back(
      {flushes + (is_all_on_its_way ? 1 : 2), std::move(then)});
}

} // namespace troupe::user
