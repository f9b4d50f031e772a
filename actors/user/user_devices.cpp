// SPDX-License-Identifier: Apache-2.0
// Sessions with stream management (XEP-0198): what goes to them is numbered,
// kept until it is acknowledged, and journalled.
#include <algorithm>

#include <fmt/format.h>

#include "actors/base/environment.hpp"
#include "actors/part/stanza_id.hpp"
#include "actors/part/timestamp.hpp"
#include "actors/user/carbon_rules.hpp"
#include "actors/user/offline.hpp"
#include "actors/user/user.hpp"

namespace troupe::user {

namespace {

using keeper = unacknowledged::keeper;

/// 128 bits that nobody can guess.
std::string random_token() {
  return fmt::format("{:016x}{:016x}", base::random_bits(),
                     base::random_bits());
}

void advance(std::uint32_t& number, std::uint32_t to) {
  if (static_cast<std::int32_t>(to - number) > 0)
    number = to;
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
  // A token that a crash would forget is none: it is told once it is stored,
  // or after a while where the store hangs.
  c->managed->held = true;
  auto promise = actor->make_response_promise<actors::session_managed>();
  auto finish
      = once([this, promise, answer, id = request.session](bool) mutable {
          promise.deliver(answer);
          if (auto now_at = find_channel(id); now_at && now_at->managed->held)
            release(*now_at);
        });
  when_stored(finish);
  later(longest_wait, [finish] { finish(false); });
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
  acknowledge(*c, m.count);
  settle();
}

/// False where that is more than was sent.
bool user_state::acknowledge(channel& c, std::uint32_t count) {
  auto& d = *c.managed;
  if (count - d.queue.acknowledged() > d.queue.size()) // modulo 2^32
    return false;
  auto had = note_acknowledged(c, count);
  d.queue.acknowledge(count);
  mark_dirty(c);
  tell_acknowledged(d);
  sibling<offline>().had(had);
  return true;
}

/// The client has these; no other device's end has to bring them anywhere.
/// Their traces.
std::vector<std::uint64_t> user_state::note_acknowledged(const channel& c,
                                                         std::uint32_t count) {
  std::vector<std::uint64_t> had;
  for (const auto& e : c.managed->queue.entries()) {
    if (static_cast<std::int32_t>(e.number - count) > 0)
      break;
    record(e.stanza, acknowledged_by, "the client", c.id);
    if (e.stanza.is_message() && e.stanza.trace() != 0)
      had.push_back(e.stanza.trace());
    for (auto& other : channels)
      if (other.id != c.id && other.managed)
        spare(other, e.stanza);
  }
  return had;
}

/// The account has that message, whatever becomes of this device's copy.
void user_state::spare(channel& c, const xml::stanza& x) {
  auto& queue = c.managed->queue;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const auto& e = queue.entries()[i];
    if (e.kept_by == keeper::others || !holds(e.stanza, x))
      continue;
    queue.set_keeper(i, keeper::others);
    mark_dirty(c);
  }
}

/// Whether `x`, which a device has got or is to get, brings what `wanted` is:
/// the same message, or its copy.
bool user_state::holds(const xml::stanza& wanted, const xml::stanza& x) const {
  return wanted.is_message() && wanted.trace() != 0
         && wanted.trace() == x.trace()
         && (wanted.to() == x.to() || received_in(x, address)
             || received_in(wanted, address));
}

/// Whether another device with stream management will bring that message to
/// the account. One that has but a copy takes it over.
bool user_state::is_queued(const xml::stanza& x) {
  for (auto& c : channels) {
    if (!c.managed)
      continue;
    auto& queue = c.managed->queue;
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const auto& e = queue.entries()[i];
      if (!holds(x, e.stanza))
        continue;
      if (received_in(e.stanza, address)) {
        queue.set_keeper(i, keeper::nobody);
        mark_dirty(c);
      }
      return true;
    }
  }
  return false;
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
  // What the calls leave to be done waits until nobody holds the device.
  auto was_draining = std::exchange(draining, true);
  d.awaited.assign(std::make_move_iterator(all.begin()),
                   std::make_move_iterator(done));
  for (auto at = done; at != all.end(); ++at)
    at->second(true);
  draining = was_draining;
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
      advance(now->managed->confirmed, count);
      mark_dirty(*now);
    }
    when_stored([this, token, count, peers, then](bool own) {
      if (auto now = peers && own ? find_device(token) : nullptr)
        advance(now->managed->committed, count);
      then(peers && own);
    });
    settle();
  });
}

void user_state::on_client_state_changed(
    const actors::client_state_changed& m) {
  auto c = find_channel(m.session);
  if (c == nullptr)
    return;
  for (auto& x : c->state.set_active(m.active))
    pass_on_held(*c, std::move(x), "its client is active again");
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
  xml::stanza replaced;
  auto now_due = c.state.pass(x, &replaced);
  if (replaced)
    tell_of(c, replaced, {part::outcome::dropped, "a newer one replaces it"});
  if (now_due.empty())
    return tell_of(c, x, {part::outcome::held, "its client is inactive"});
  auto last = std::move(now_due.back());
  now_due.pop_back();
  for (auto& held : now_due)
    pass_on_held(c, std::move(held), "something goes that cannot wait");
  pass_on(c, std::move(last), kept);
}

/// What an inactive client was spared of goes on after all.
void user_state::pass_on_held(channel& c, xml::stanza x, std::string_view why) {
  if (!waits_for_client(c)) // else it is held still
    tell_of(c, x, {part::outcome::delivered, why});
  pass_on(c, std::move(x), false);
}

bool user_state::waits_for_client(const channel& c) {
  return !c.stream || (c.managed && c.managed->held);
}

void user_state::pass_on(channel& c, xml::stanza x, bool kept) {
  if (c.managed) {
    auto& d = *c.managed;
    auto is_told = !x.is_iq() && x.from() == address; // a copy, a page's entry
    d.queue.add(x, base::recently(),
                is_told ? keeper::others
                : kept  ? keeper::log
                        : keeper::nobody);
    mark_dirty(c);
    if (is_over(d, config->limits) && !std::exchange(d.overflowed, true)) {
      observe::count(observe::limit::unacknowledged);
      // Not now: a part may be walking over the sessions.
      local.push_back({{}, false, [this, id = c.id] { end_overflowed(id); }});
    }
    kept = true;
  }
  if (waits_for_client(c)) {
    constexpr std::string_view why = "until the client comes back";
    tell_of(c, x, {part::outcome::held, why});
    return record(x, given_to_queue, why, c.id);
  }
  record(x, given_to_stream, "it goes to the stream", c.id);
  const base::trace::scope within{x};
  actor->send(c.stream, actors::send_stanza{std::move(x), kept});
}

/// What became of a stanza on its way to one session.
void user_state::tell_of(const channel& c, const xml::stanza& x,
                         part::decision d) {
  const auto* to = table.find(c.id);
  super::note(x, to != nullptr ? d.at(to->full.str()) : d);
}

void user_state::end_overflowed(std::uint64_t session) {
  if (auto record = table.find(session))
    end_session(*record, {xml::stream_condition::resource_constraint,
                          "too much was sent and not acknowledged"});
}

/// XEP-0198 §4: what the client has not acknowledged is treated as if it was
/// sent to a resource that is not there.
void user_state::forget_device(device& d) {
  for (auto& e : d.queue.take()) {
    if (e.kept_by != keeper::nobody)
      continue;
    auto copied = received_in(e.stanza, address);
    const auto& x = copied ? *copied : e.stanza;
    if (is_queued(x))
      note(x, {part::outcome::dropped, "another resource gets it"});
    else
      take_back({x, e.sent});
  }
  for (auto& [number, then] : std::exchange(d.awaited, {}))
    then(false);
  if (!d.is_resumable())
    return;
  // Behind what stores what was taken back, and together with the queues of
  // other devices that have got it.
  auto gone = device_journal::removal(address.str(), d);
  local.push_back({{}, false, [this, gone] {
                     std::ranges::copy(gone, std::back_inserter(removals));
                     flush(true);
                   }});
}

user_state::channel* user_state::find_device(std::string_view token) {
  for (auto& c : channels)
    if (c.managed && c.managed->is_resumable() && c.managed->token == token)
      return &c;
  return nullptr;
}

} // namespace troupe::user
