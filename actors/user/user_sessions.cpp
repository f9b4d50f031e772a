// SPDX-License-Identifier: Apache-2.0
// How sessions of an account come and go.
#include <algorithm>

#include <caf/typed_response_promise.hpp>

#include "actors/part/routing.hpp"
#include "actors/user/offline.hpp"
#include "actors/user/resource_binding.hpp"
#include "actors/user/user.hpp"

namespace troupe::user {

namespace {

/// How long the sessions of a removed account stay.
constexpr std::chrono::milliseconds farewell{500};

} // namespace

caf::result<actors::session_opened>
user_state::on_open_session(const actors::open_session& request) {
  if (now_in == phase::forgetting)
    return actor->delegate(peer.registry, request);
  touch();
  auto promise = actor->make_response_promise<actors::session_opened>();
  wait_until_loaded([this, request, promise]() mutable {
    promise.deliver(bind(request));
    settle();
  });
  return promise;
}

actors::session_opened user_state::bind(const actors::open_session& request) {
  actors::session_opened answer;
  auto choice = broken || disabled || !exists
                    ? binding{{},
                              {},
                              xml::stanza_error::make(
                                  broken ? xml::condition::resource_constraint
                                         : xml::condition::not_allowed)}
                    : choose_resource(address, request.resource, table,
                                      config->c2s.on_conflict,
                                      config->limits.sessions_per_user);
  if (choice.error) {
    answer.error = choice.error;
    return answer;
  }
  if (auto old = table.find(choice.replaced))
    end_session(*old, {xml::stream_condition::conflict,
                       "replaced by another session with this resource"});
  part::session_record s;
  s.id = ++last_session;
  s.full = choice.full;
  s.address = request.address;
  s.secure = request.secure;
  s.since = now();
  channels.push_back(
      {s.id, request.session, request.credit, 0, {}, nullptr, {}});
  actor->monitor(request.session);
  auto& record = table.add(std::move(s));
  for (auto& p : parts)
    p->session_opened(record);
  answer.id = record.id;
  answer.full = record.full;
  answer.user = actors::user_actor{actor};
  return answer;
}

void user_state::end_session(part::session_record& s,
                             const xml::stream_error& error) {
  if (auto c = find_channel(s.id); c && c->stream)
    actor->send(c->stream, actors::end_stream{error});
  // From now on it does not count: its late exit must not touch a successor.
  forget_session(s.id);
}

void user_state::forget_session(std::uint64_t id) {
  auto record = table.find(id);
  if (record == nullptr)
    return;
  for (auto& p : parts)
    p->session_closed(*record);
  table.remove(id);
  auto managed = std::move(find_channel(id)->managed);
  std::erase_if(channels, [id](const channel& c) { return c.id == id; });
  if (managed)
    forget_device(*managed);
  watch_idleness();
}

caf::result<actors::released>
user_state::on_session_closed(const actors::session_closed& m) {
  touch();
  auto promise = actor->make_response_promise<actors::released>();
  wait_until_loaded([this, m, promise]() mutable {
    auto c = find_channel(m.session);
    if (m.resumable && c && c->managed && c->managed->is_resumable())
      detach(*c);
    else
      forget_session(m.session);
    for (const auto& returned : m.unsent)
      take_back(returned);
    settle();
    promise.deliver(actors::released{});
  });
  return promise;
}

/// What a stream could not write goes where RFC 6121 §8.5.3.2 says. A message
/// for the bare JID went to all resources that were there then: if one of them
/// is left, it has it.
void user_state::take_back(const actors::returned_stanza& returned) {
  const auto& x = returned.stanza;
  if (!part::may_go_elsewhere(x))
    return note(x, {part::outcome::dropped, "its stream has ended"});
  auto has_it = [&](const part::session_record& s) {
    // The ledger goes back only so far.
    auto c = find_channel(s.id);
    return history.was_given(x.trace(), s.id)
           || (c->available && *c->available <= returned.sent);
  };
  if (x.is_message() && x.to().is_bare()
      && std::ranges::any_of(table.all(), has_it))
    return note(x, {part::outcome::dropped, "another resource has it"});
  auto has_time = x.is_message() && returned.sent != time_point{};
  local.push_back(
      {has_time ? with_delay(x, address.domain(), returned.sent) : x,
       true,
       {}});
}

void user_state::note_availability(std::uint64_t session) {
  auto record = table.find(session);
  auto c = find_channel(session);
  if (record == nullptr || c == nullptr)
    return;
  auto takes = record->available && record->priority >= 0;
  if (takes != c->available.has_value())
    c->available = takes ? std::optional{now()} : std::nullopt;
}

actors::sessions_ended
user_state::on_end_sessions(const actors::end_sessions& m) {
  actors::sessions_ended answer;
  std::vector<std::uint64_t> ids;
  for (const auto& s : table.all())
    if (m.address.is_bare() || s.full == m.address)
      ids.push_back(s.id);
  for (auto id : ids)
    if (auto s = table.find(id)) {
      end_session(*s, m.error);
      ++answer.count;
    }
  settle();
  return answer;
}

/// Those that were opened up to now: an account made anew has its own.
void user_state::end_sessions_until(std::uint64_t last,
                                    const xml::stream_error& error) {
  auto old = table.all();
  for (const auto& record : old)
    if (record.id <= last)
      if (auto s = table.find(record.id))
        end_session(*s, error);
}

actors::sessions_listed
user_state::on_list_sessions(const actors::list_sessions&) {
  actors::sessions_listed answer;
  for (const auto& s : table.all()) {
    auto since = std::chrono::duration_cast<std::chrono::seconds>(
        s.since.time_since_epoch());
    answer.sessions.push_back({s.full.str(), s.address, s.secure, s.available,
                               s.priority, since.count()});
  }
  return answer;
}

caf::result<actors::at_rest>
user_state::on_come_to_rest(const actors::come_to_rest&) {
  auto promise = actor->make_response_promise<actors::at_rest>();
  resting.push_back(promise);
  failing = false; // a last try
  flush(true);
  settle();
  return promise;
}

caf::result<actors::account_changed>
user_state::on_change_account(const actors::change_account& request) {
  if (now_in == phase::forgetting)
    return actor->delegate(peer.registry, request);
  touch();
  auto promise = actor->make_response_promise<actors::account_changed>();
  wait_until_loaded([this, what = request.what, promise]() mutable {
    if (what == actors::account_change::remove)
      return remove_account([promise](actors::account_changed c) mutable {
        promise.deliver(std::move(c));
      });
    if (what == actors::account_change::disable)
      disable();
    else
      exists = true;
    if (what == actors::account_change::enable)
      disabled = false;
    promise.deliver(actors::account_changed{});
    settle();
  });
  return promise;
}

/// XEP-0077 §3.2 closes the streams of an account that is no more with
/// not-authorized; so does this, as RFC 6120 §4.9.3.12 has nothing nearer.
void user_state::disable() {
  disabled = true;
  end_sessions_until(last_session, {xml::stream_condition::not_authorized,
                                    "the account is disabled"});
}

void user_state::remove_account(
    std::function<void(actors::account_changed)> then) {
  if (!exists || removing)
    return then({xml::stanza_error::make(xml::condition::item_not_found)});
  for (auto& p : parts)
    p->account_removed();
  removing = true; // from here on nothing may be stored for it
  run_behind();
  super::run({persistence::remove_owner{address.str()}},
             [this, then](persistence::result<persistence::answers> outcome) {
               removing = false;
               if (!outcome) {
                 flush(true);
                 return then({error_for(outcome.error())});
               }
               exists = false;
               drop_unstored();
               for (auto& c : channels) // their messages are nobody's now
                 if (c.managed) {
                   c.managed->queue.take();
                   c.managed->token.clear();
                   c.managed->dirty = false;
                 }
               then({});
               start_parts(); // they begin anew, with nothing stored
               // Not at once: the one who cancelled it is to get the answer
               // first (XEP-0077 §3.2).
               later(farewell, [this, last = last_session] {
                 end_sessions_until(last,
                                    {xml::stream_condition::not_authorized,
                                     "the account was removed"});
               });
             });
}

std::size_t user_state::memory() const {
  auto bytes = super::memory() + parts.bytes() + unstored_bytes
               + channels.capacity() * sizeof(channel)
               + table.all().size() * sizeof(part::session_record)
               + local.size() * one_stanza;
  for (const auto& c : channels)
    bytes += c.managed ? sizeof(device) + c.managed->queue.bytes() : 0;
  for (const auto* p : parts)
    bytes += p->memory();
  return bytes;
}

/// By the session itself; one without a stream has nothing to say but that.
caf::result<actors::description>
user_state::describe_session(std::string_view resource) {
  const auto* record = table.find(resource);
  const auto* c = record != nullptr ? find_channel(record->id) : nullptr;
  if (c == nullptr)
    return caf::make_error(caf::sec::invalid_argument);
  if (c->stream)
    return actor->delegate(c->stream, actors::describe{});
  actors::description d{"session", record->full.str(), {}};
  d.add("phase", "without a stream");
  return d;
}

caf::result<actors::description>
user_state::on_describe(const actors::describe& which) {
  if (!which.resource.empty())
    return describe_session(which.resource);
  actors::description d{name, address.str(), {}};
  d.add("account", exists ? "exists" : "none");
  d.add("sessions", std::to_string(table.all().size()));
  describe_links(d);
  auto count = [this](auto is) {
    return std::to_string(std::ranges::count_if(channels, is));
  };
  d.add("detached sessions", count([](const channel& c) { return !c.stream; }));
  std::size_t unacknowledged = 0;
  for (const auto& c : channels)
    unacknowledged += c.managed ? c.managed->queue.size() : 0;
  d.add("unacknowledged", std::to_string(unacknowledged));
  d.add("storing", std::to_string(storing));
  d.add("waiting to be stored", std::to_string(unstored.what.size()));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto figures = parts[i]->describe();
    if (figures.empty())
      continue;
    auto& child = d.add(catalogue->cards()[i].name);
    for (auto& [key, value] : figures)
      child.add(std::move(key), std::move(value));
  }
  return d;
}

} // namespace troupe::user
