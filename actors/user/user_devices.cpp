// SPDX-License-Identifier: Apache-2.0
// Sessions with stream management (XEP-0198): what goes to them is numbered,
// kept until it is acknowledged, and journalled.
#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "actors/part/timestamp.hpp"
#include "actors/user/user.hpp"

namespace troupe::user {

namespace {

using std::chrono::milliseconds;

/// How much later than it changed a device is written, if nobody waits for it.
constexpr milliseconds flush_delay{250};
constexpr milliseconds retry_delay{1'000};

/// How many of the messages that passed are known again after a crash.
constexpr std::size_t passed_stored = 100;

/// 128 bits that nobody can guess.
std::string random_token() {
  std::random_device source;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", source(), source(), source(),
                     source());
}

bool is_over(const device& d, const config::limits_section& l) {
  auto is_more
      = [](std::size_t n, std::size_t most) { return most != 0 && n > most; };
  return is_more(d.queue.size(), l.unacknowledged_stanzas)
         || is_more(d.queue.bytes(), l.unacknowledged_bytes);
}

} // namespace

caf::result<actors::session_managed>
user_state::on_manage_session(const actors::manage_session& request) {
  actors::session_managed answer;
  auto c = find_channel(request.session);
  if (c == nullptr || c->managed)
    return answer;
  book.track();
  c->managed = std::make_unique<device>();
  auto most = config->limits.resume_timeout;
  if (request.resume && most.count() > 0) {
    auto wish = std::chrono::seconds{request.seconds};
    c->managed->resume_time = wish.count() > 0 ? std::min(wish, most) : most;
    c->managed->token = random_token();
    mark_dirty(*c);
  }
  answer.token = c->managed->token;
  answer.seconds = static_cast<std::uint32_t>(c->managed->resume_time.count());
  if (answer.token.empty())
    return answer;
  // A token that a crash would forget is none: it is told once it is stored.
  c->managed->held = true;
  auto promise = actor->make_response_promise<actors::session_managed>();
  when_stored([this, promise, answer, id = request.session](bool) mutable {
    promise.deliver(answer);
    if (auto now_at = find_channel(id); now_at && now_at->managed->held)
      release(*now_at);
  });
  return promise;
}

/// Sends what has waited in the queue.
void user_state::release(channel& c) {
  c.managed->held = false;
  if (!c.stream)
    return;
  for (const auto& e : c.managed->queue.entries())
    actor->send(c.stream, actors::send_stanza{e.stanza, true});
}

void user_state::on_acknowledged(const actors::acknowledged& m) {
  auto c = find_channel(m.session);
  if (c == nullptr || !c->managed)
    return;
  note_acknowledged(*c, m.count);
  if (!c->managed->queue.acknowledge(m.count))
    return;
  mark_dirty(*c);
  tell_acknowledged(*c->managed);
  settle();
}

void user_state::note_acknowledged(const channel& c, std::uint32_t count) {
  for (const auto& e : c.managed->queue.entries()) {
    if (static_cast<std::int32_t>(e.number - count) > 0)
      break;
    record(e.stanza, {"acknowledged", "by the client"}, c.id);
  }
}

actors::message_located
user_state::on_locate_message(const actors::locate_message& m) {
  actors::message_located answer;
  for (const auto& e : history.of(m.trace)) {
    auto session = table.find(e.session);
    answer.events.push_back(
        {address.str(), part::microseconds(e.at), std::string{e.what},
         std::string{e.reason},
         session ? std::string{session->full.resource()} : std::string{}});
  }
  return answer;
}

/// Calls those who waited for numbers that are acknowledged by now.
void user_state::tell_acknowledged(device& d) {
  auto is_open = [at = d.queue.acknowledged()](const auto& one) {
    return static_cast<std::int32_t>(one.first - at) > 0;
  };
  auto all = std::exchange(d.awaited, {});
  auto done = std::stable_partition(all.begin(), all.end(), is_open);
  d.awaited.assign(std::make_move_iterator(all.begin()),
                   std::make_move_iterator(done));
  for (auto at = done; at != all.end(); ++at)
    at->second(true);
}

caf::result<actors::handled_confirmed>
user_state::on_confirm_handled(const actors::confirm_handled& request) {
  auto promise = actor->make_response_promise<actors::handled_confirmed>();
  wait_until_loaded([this, request, promise]() mutable {
    auto c = find_channel(request.session);
    if (c == nullptr || !c->managed) {
      promise.deliver(actors::handled_confirmed{false});
      return;
    }
    c->managed->handled = request.count;
    confirm(*c, [promise](bool durable) mutable {
      promise.deliver(actors::handled_confirmed{durable});
    });
    settle();
  });
  return promise;
}

/// Tells whether all that this session's stanzas must leave behind is
/// committed: first at those to whom they went, then here with their count.
void user_state::confirm(channel& c, std::function<void(bool)> then) {
  ++confirming;
  book.confirm([this, token = c.managed->token, count = c.managed->handled,
                then = std::move(then)](bool peers) {
    --confirming;
    if (auto now = peers ? find_device(token) : nullptr) {
      auto& d = *now->managed;
      auto is_later = static_cast<std::int32_t>(count - d.confirmed) > 0;
      d.confirmed = is_later ? count : d.confirmed;
      mark_dirty(*now);
    }
    when_stored([peers, then](bool own) { then(peers && own); });
    settle();
  });
}

void user_state::on_client_state_changed(
    const actors::client_state_changed& m) {
  auto c = find_channel(m.session);
  if (c == nullptr)
    return;
  for (auto& x : c->state.set_active(m.active))
    pass_on(*c, std::move(x), false);
  settle();
}

void user_state::on_answered_by_session(const actors::answered_by_session& m) {
  if (auto c = find_channel(m.session))
    push(*c, m.answer);
  settle();
}

/// To the stream, unless an inactive client is spared of it (XEP-0352).
void user_state::push(channel& c, xml::stanza x, bool kept) {
  if (c.state.is_active())
    return pass_on(c, std::move(x), kept);
  auto now_due = c.state.pass(x);
  for (auto& y : now_due) {
    auto is_it = &y == &now_due.back();
    pass_on(c, std::move(y), kept && is_it);
  }
}

void user_state::pass_on(channel& c, xml::stanza x, bool kept) {
  if (c.managed) {
    auto& d = *c.managed;
    d.queue.add(x, now(), kept);
    mark_dirty(c);
    if (is_over(d, config->limits) && !std::exchange(d.overflowed, true))
      // Not now: a part may be walking over the sessions.
      local.push_back({{}, false, [this, id = c.id] { end_overflowed(id); }});
    kept = true;
  }
  if (!c.stream || (c.managed && c.managed->held))
    return record(x, {given_to_queue, "until the client comes back"}, c.id);
  record(x, {given_to_stream, "it goes to the stream"}, c.id);
  actor->send(c.stream, actors::send_stanza{std::move(x), kept});
}

void user_state::end_overflowed(std::uint64_t session) {
  if (auto record = table.find(session))
    end_session(*record, {xml::stream_condition::resource_constraint,
                          "too much was sent and not acknowledged"});
}

/// XEP-0198 §4: what the client has not acknowledged is treated as if it was
/// sent to a resource that is not there.
void user_state::forget_device(device& d) {
  for (auto& e : d.queue.take())
    if (!e.kept)
      take_back({std::move(e.stanza), e.sent});
  for (auto& [number, then] : std::exchange(d.awaited, {}))
    then(false);
  if (!d.is_resumable())
    return;
  // Behind what stores what was taken back, and together with the queues of
  // other devices that have got it.
  auto gone = device_journal::removal(address.str(), d);
  local.push_back({{}, false, [this, gone] {
                     std::ranges::copy(gone, std::back_inserter(removals));
                     flush_devices();
                   }});
}

// The journal

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
    flushing_soon = false;
    try_again();
    flush_devices();
  });
  actor->delayed_send(actor, delay, actors::timer_fired{id});
}

/// All that has changed in one transaction, so that after a crash a message is
/// in the queues of all devices or of none. One is under way at a time; what
/// changes meanwhile goes into the next one.
void user_state::flush_devices() {
  if (flushing)
    return;
  persistence::transaction ops;
  device_marks before;
  for (auto& c : channels) {
    auto record = table.find(c.id);
    if (!c.managed || !c.managed->dirty || !record)
      continue;
    auto& d = *c.managed;
    before.emplace_back(d.token, device_journal::mark_of(d));
    d.dirty = false;
    d.available = c.available;
    std::ranges::move(device_journal::changes(address.str(), *record, d),
                      std::back_inserter(ops));
  }
  std::ranges::copy(removals, std::back_inserter(ops));
  if (ops.empty())
    return;
  // With the queues: what has passed is in them, or stored before them.
  auto owner = address.str();
  std::string map{passed_map};
  ops.push_back(persistence::put_entry{owner, map, "in",
                                       passed_in.newest(passed_stored)});
  ops.push_back(persistence::put_entry{owner, map, "out",
                                       passed_out.newest(passed_stored)});
  flushing = true;
  run(std::move(ops), [this, before, removed = std::exchange(removals, {})](
                          const persistence::result<persistence::answers>& r) {
    if (!r && !removed.empty()) {
      std::ranges::copy(removed, std::back_inserter(removals));
      flush_soon(retry_delay);
    }
    flushed(before, r.has_value());
  });
}

void user_state::flushed(const device_marks& before, bool is_stored) {
  flushing = false;
  for (const auto& [token, mark] : before)
    if (auto c = is_stored ? nullptr : find_device(token)) {
      device_journal::set_mark(*c->managed, mark);
      c->managed->dirty = true;
      flush_soon(retry_delay);
    }
  for (auto& then : std::exchange(awaiting_devices, {}))
    if (is_stored)
      when_stored(std::move(then));
    else
      then(false);
}

/// Transactions complete in order: what fails until the barrier is told by the
/// count.
void user_state::when_stored(std::function<void(bool)> then) {
  try_again();
  flush_devices();
  auto is_dirty
      = [](const channel& c) { return c.managed && c.managed->dirty; };
  if (std::ranges::any_of(channels, is_dirty))
    awaiting_devices.push_back(std::move(then));
  else
    super::when_stored([this, then, before = write_failures](bool durable) {
      then(durable && before == write_failures);
    });
}

void user_state::run_surely(persistence::transaction ops, completion then) {
  auto again = ops;
  run(std::move(ops),
      [this, again, then](const persistence::result<persistence::answers>& r) {
        auto is_lasting
            = r || r.error().code == persistence::store_errc::duplicate
              || !exists || removing || unstored.size() >= unstored_bound;
        if (is_lasting)
          return then(r);
        ++write_failures;
        unstored.emplace_back(again, then);
        flush_soon(retry_delay);
      });
}

void user_state::try_again() {
  for (auto& [ops, then] : std::exchange(unstored, {}))
    run_surely(std::move(ops), std::move(then));
}

/// Too much waits for a store that fails, to take a message that is to be kept.
bool user_state::is_congested(const xml::stanza& x) const {
  return unstored.size() >= unstored_bound && x.is_message();
}

user_state::channel* user_state::find_device(std::string_view token) {
  for (auto& c : channels)
    if (c.managed && c.managed->is_resumable() && c.managed->token == token)
      return &c;
  return nullptr;
}

} // namespace troupe::user
