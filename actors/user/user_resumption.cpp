// SPDX-License-Identifier: Apache-2.0
// How a session outlives its connection, and the process (XEP-0198 §5).
#include "actors/part/stanza_id.hpp"
#include "actors/user/offline.hpp"
#include "actors/user/user.hpp"

namespace troupe::user {

namespace {

using keeper = unacknowledged::keeper;

/// As the client gets it once more: with the time of its first sending.
xml::stanza resent(const unacknowledged::entry& e, std::string_view domain) {
  return e.stanza.is_message() ? with_delay(e.stanza, domain, e.sent)
                               : e.stanza;
}

} // namespace

std::function<void(bool)> user_state::once(std::function<void(bool)> f) {
  auto kept = std::make_shared<std::function<void(bool)>>(std::move(f));
  return [kept](bool x) {
    if (auto call = std::exchange(*kept, {}))
      call(x);
  };
}

/// The connection is lost; presence and queue stay for a while.
void user_state::detach(channel& c) {
  auto& d = *c.managed;
  if (c.stream)
    actor->demonitor(caf::actor_cast<caf::actor_addr>(c.stream));
  c.stream = actors::session_actor{};
  c.window = 0;
  d.held = false;
  end_in_time(d);
  mark_dirty(c);
  confirm(c, [](bool) {}); // for its next <resumed/>
}

void user_state::end_in_time(device& d) {
  auto id = calls.add([this, token = d.token, at = ++d.detachment] {
    auto c = find_device(token);
    if (c == nullptr || c->managed->detachment != at)
      return;
    // What is not loaded can neither be delivered anew nor leave the store.
    if (broken || now_in == phase::loading)
      end_in_time(*c->managed);
    else
      forget_session(c->id);
  });
  actor->delayed_send(actor, d.resume_time, actors::timer_fired{id});
}

caf::result<actors::session_resumed>
user_state::on_resume_session(const actors::resume_session& request) {
  if (now_in == phase::forgetting)
    return actor->delegate(peer.registry, request);
  touch();
  auto promise = actor->make_response_promise<actors::session_resumed>();
  wait_until_loaded([this, request, promise]() mutable {
    auto c = find_device(request.token);
    actors::session_resumed refused;
    refused.error = broken ? xml::condition::resource_constraint
                           : xml::condition::item_not_found;
    if (broken || disabled || c == nullptr || c->managed->overflowed) {
      promise.deliver(refused);
      return;
    }
    if (!take_resumption(*c, request)) {
      refused.error = xml::condition::unexpected_request;
      promise.deliver(refused);
      return;
    }
    // <resumed/> acknowledges, as <a/> does: not before all is committed, or
    // after a while only what is.
    auto finish = once([this, id = c->id, request, promise](bool durable) {
      finish_resumption(id, request, promise, durable);
    });
    confirm(*c, finish);
    later(longest_wait, [finish] { finish(false); });
    settle();
  });
  return promise;
}

/// The numbers behind those that were restored have grown.
void user_state::renumber(device& d, std::uint32_t by) {
  d.rewrite = d.rewrite || by != 0;
  for (auto& [number, then] : d.awaited) // all of them were sent since
    number += by;
}

/// False where the client has handled more than it was sent.
bool user_state::take_resumption(channel& c,
                                 const actors::resume_session& request) {
  auto& d = *c.managed;
  if (d.restored) {
    // What is beyond are stanzas of before the crash, not those of now.
    auto is_beyond
        = static_cast<std::int32_t>(request.count - d.restored_to) > 0;
    auto had = note_acknowledged(c, is_beyond ? d.restored_to : request.count);
    renumber(d, d.queue.reconcile(request.count, d.restored_to));
    d.restored = false;
    tell_acknowledged(d);
    sibling<offline>().had(had);
  } else if (!acknowledge(c, request.count)) {
    return false;
  }
  if (c.stream) {
    actor->demonitor(caf::actor_cast<caf::actor_addr>(c.stream));
    actor->send(c.stream,
                actors::end_stream{{xml::stream_condition::conflict,
                                    "resumed on another connection"}});
    c.stream = actors::session_actor{};
  }
  // What the old connection still says comes from nobody.
  auto record = table.find(c.id);
  history.rename(c.id, ++last_session);
  c.id = record->id = last_session;
  ++d.detachment;
  mark_dirty(c);
  // XEP-0352 §5.2: the client is active again, and gets what was held.
  for (auto& x : c.state.set_active(true))
    pass_on(c, std::move(x), false);
  return true;
}

void user_state::finish_resumption(
    std::uint64_t session, const actors::resume_session& request,
    caf::typed_response_promise<actors::session_resumed> promise,
    bool durable) {
  auto c = find_channel(session);
  actors::session_resumed answer;
  if (c == nullptr) { // it has ended, or was resumed once more
    answer.error = xml::condition::item_not_found;
    promise.deliver(answer);
    return;
  }
  auto& d = *c->managed;
  // The client sends again what a failing store has not taken.
  if (!durable)
    d.handled = d.committed;
  d.held = false;
  c->stream = request.session;
  c->window = request.credit;
  c->handled = 0;
  actor->monitor(request.session);
  auto record = table.find(session);
  record->address = request.address;
  record->secure = request.secure;
  answer.id = session;
  answer.full = record->full;
  answer.user = actors::user_actor{actor};
  answer.handled = d.handled;
  answer.acknowledged = d.queue.acknowledged();
  promise.deliver(answer);
  for (const auto& e : d.queue.entries()) {
    auto x = resent(e, address.domain());
    tell_of(*c, x, {part::outcome::delivered, "its client has come back"});
    const base::trace::scope within{x};
    actor->send(c->stream, actors::send_stanza{std::move(x), true});
  }
  for (auto& p : parts)
    p->session_resumed(*table.find(session));
}

/// Within the load: the devices' queues hold back all stanzas too.
void user_state::restore_devices(const persistence::answers& stored) {
  for (const auto& [token, blob] :
       std::get<persistence::map_entries>(stored.front())) {
    auto found = device_journal::read(address, token, blob);
    if (!found || !exists || find_device(token) != nullptr)
      continue;
    auto one
        = std::make_shared<device_journal::stored_device>(std::move(*found));
    ++loading;
    super::run(
        {device_journal::queue_of(address.str(), one->state)},
        [this, one](const persistence::result<persistence::answers>& outcome) {
          if (outcome)
            restore_device(*one, *outcome);
          else
            broken = true;
          loaded_one();
        });
  }
}

void user_state::restore_passed(const persistence::answers& stored) {
  std::vector<std::string> in, out;
  for (const auto& [key, row] :
       std::get<persistence::map_entries>(stored.front()))
    if (key != "in" && key != "out") // rows of another shape, of old
      (key.starts_with("in") ? in : out).push_back(row);
  passed_in = passed_out = {};
  passed_in.restore(std::move(in));
  passed_out.restore(std::move(out));
  passed_in_stored = passed_in.passed();
  passed_out_stored = passed_out.passed();
}

void user_state::restore_device(device_journal::stored_device& stored,
                                const persistence::answers& queue) {
  auto& d = stored.state;
  device_journal::restore_queue(stored,
                                std::get<persistence::log_page>(queue.front()));
  stored.session.id = ++last_session;
  // A message was stored in the queue before it left the offline messages.
  persistence::transaction moved;
  for (const auto& e : d.queue.entries()) {
    if (!e.stanza.is_message() || e.stanza.trace() == 0)
      continue;
    history.add({e.stanza.trace(), e.sent, given_to_queue, "before a restart",
                 stored.session.id});
    if (e.kept_by != keeper::log)
      continue;
    d.queue.set_keeper(e.number - d.queue.acknowledged() - 1, keeper::nobody);
    moved.push_back(persistence::remove_logged{
        address.str(), std::string{offline_log}, part::archive_id(e.stanza)});
  }
  if (!moved.empty())
    super::run(std::move(moved), {});
  channel c{stored.session.id, {}, 0, 0, {}, nullptr, {}};
  c.managed = std::make_unique<device>(std::move(d));
  end_in_time(*c.managed);
  book.track();
  channels.push_back(std::move(c));
  table.add(std::move(stored.session));
}

} // namespace troupe::user
