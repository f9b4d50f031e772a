// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_archive.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "actors/observe/counters.hpp"
#include "actors/part/archive_words.hpp"
#include "actors/part/message_rules.hpp"
#include "actors/part/stanza_id.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/part/timestamp.hpp"

namespace troupe::muc {

namespace {

using answers = persistence::result<persistence::answers>;

/// Anybody may ask an open room. A filter by nick reads all that others have
/// said: ten thousand messages at most.
constexpr part::archive_reader::bounds bounds{
    .waiting_each = 4, .waiting = 1'000, .at_once = 8, .steps = 40};
/// Between two pages for one asker, who has no window of his own here.
constexpr std::chrono::milliseconds pause{20};

/// What of a message is not shown to everybody, or has become another.
xml::element without_user_element(xml::element message) {
  message.remove("x", ns::user);
  return message;
}

/// When a message was retracted; who does not know has done so last.
std::int64_t time_of(const std::string& tombstone) {
  if (const auto x = part::stored_element(tombstone))
    if (const auto at = part::read_timestamp(x->attr_or_empty("stamp")))
      return part::microseconds(*at);
  return std::numeric_limits<std::int64_t>::max();
}

/// Instead of an answer to who may not have it any more.
xml::stanza refusal_for(const xml::stanza& answer) {
  return xml::stanza{xml::stanza_kind::iq, "error", answer.id()}
      .with_from(answer.from())
      .with_to(answer.to())
      .with_trace_of(answer)
      .with(
          xml::to_element(xml::stanza_error::make(xml::condition::forbidden)));
}

/// XEP-0425 §4: who said it stays, what he said does not.
xml::element tombstone_of(const xml::element& message, xml::element tombstone) {
  xml::element rest{message.name(), message.ns()};
  for (const auto& a : message.attributes())
    rest.set(a.name, a.value, a.ns);
  if (const auto* id = message.child("occupant-id", ns::occupant_id))
    rest.add(*id);
  rest.add(std::move(tombstone));
  if (const auto* x = message.child("x", ns::user))
    rest.add(*x);
  return rest;
}

} // namespace

room_archive::room_archive(room_context& context, rights_of ask)
    : context_(context),
      ask_(std::move(ask)),
      reader_(context, *this, bounds),
      expiry_(context) {
}

// XEP-0313 §6.1.2: each once, without `to`, and with nothing of the room's
// elements but what the room has put there.
void room_archive::keep(const xml::stanza& said, const xml::jid& real,
                        standing as) {
  const auto& rules = context_.configuration().archive;
  if (!rules.enabled || said.trace() == 0 || !part::is_archived_in_room(said))
    return;
  auto kept = part::without_stanza_id(said, context_.self())
                  .without("x", ns::user)
                  .with_to({});
  if (!real.empty())
    kept = kept.with(user_element({as, real, {}, {}, {}}, true, {}));
  persistence::log_entry entry{
      part::archive_id(said), part::microseconds(context_.now()),
      std::string{real.bare_view()}, part::to_stored(kept),
      rules.search ? part::words_of(said) : std::string{}};
  context_.store(persistence::append{context_.self().str(),
                                     std::string{part::archive_log},
                                     std::move(entry), true});
  observe::count(observe::counter::archived_for_rooms);
  expiry_.added();
}

std::optional<xml::stanza>
room_archive::said(const persistence::log_entry& entry) const {
  auto x = part::stored_stanza(entry.blob);
  if (!x || is_retracted(entry.id))
    return {};
  return part::with_stanza_id(
      x->without("x", ns::user).with_trace(part::trace_of(entry.id)),
      context_.self());
}

// -- retracting --------------------------------------------------------------

void room_archive::retract(const std::string& id,
                           const xml::element& tombstone) {
  auto blob = part::to_stored(tombstone);
  context_.store(
      persistence::put_entry{context_.self().str(), retracted_map, id, blob});
  retracted_[id] = std::move(blob);
  if (retracted_.size() >= look_at_)
    forget_old();
}

// A message is no younger than its retraction. Where that is forgotten, the
// message must not be in the log any more: all could read it again.
void room_archive::forget_old() {
  std::vector<std::pair<std::int64_t, std::string>> all;
  for (const auto& [id, tombstone] : retracted_)
    all.emplace_back(time_of(tombstone), id);
  std::ranges::sort(all);
  const auto oldest = expiry_.oldest_kept();
  const auto surplus = all.size() > most_retracted
                           ? all.size() - most_retracted * 9 / 10
                           : std::size_t{0};
  const auto& owner = context_.self().str();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& [time, id] = all[i];
    if (i >= surplus && (!oldest || time >= *oldest))
      break;
    context_.store(
        persistence::remove_logged{owner, std::string{part::archive_log}, id});
    context_.store(persistence::remove_entry{owner, retracted_map, id});
    retracted_.erase(id);
  }
  look_at_
      = std::clamp<std::size_t>(2 * retracted_.size(), 64, most_retracted + 1);
}

bool room_archive::is_retracted(std::string_view id) const {
  return retracted_.find(id) != retracted_.end();
}

void room_archive::load(const persistence::map_entries& retracted) {
  retracted_.clear();
  retracted_.insert(retracted.begin(), retracted.end());
  forget_old();
}

void room_archive::clear() {
  ++cleared_;
  expiry_.clear();
  retracted_.clear();
  const auto waiting = readers_;
  for (const auto& each : waiting)
    reader_.turn_away(each.first,
                      xml::stanza_error::make(xml::condition::item_not_found));
}

// -- reading -----------------------------------------------------------------

bool room_archive::take(const xml::stanza& iq, const xml::element& payload,
                        bool sees_jids) {
  if (payload.ns() != part::ns::archive)
    return false;
  const bool is_get = iq.as_iq() == xml::iq_type::get;
  if (payload.name() == "query" && is_get)
    context_.reply(iq, part::archive_form(context_.configuration().archive));
  else if (payload.name() == "query")
    query(iq, payload, sees_jids);
  else if (payload.name() == "metadata" && is_get)
    metadata(iq);
  else
    return false;
  return true;
}

void room_archive::query(const xml::stanza& iq, const xml::element& payload,
                         bool sees_jids) {
  auto q = part::read_archive_query(payload, context_.configuration().archive);
  if (!q)
    return context_.reject(iq, q.error());
  if (auto oldest = expiry_.oldest_kept())
    q->wanted.start = std::max(q->wanted.start.value_or(*oldest), *oldest);
  // §4.1.1: everything is with the room, and what an occupant said is found by
  // what he was called then. A real address tells who he is.
  if (q->wanted.peer == context_.self().str()) {
    q->wanted.peer.reset();
  } else if (q->wanted.peer) {
    q->with = {};
    q->nothing = q->nothing || !sees_jids;
  }
  reader_.read(asker_for(iq, sees_jids), iq, std::move(*q));
}

// §5
void room_archive::metadata(const xml::stanza& iq) {
  const auto& owner = context_.self().str();
  persistence::log_query first{.start = expiry_.oldest_kept(), .limit = 1};
  auto last = first;
  last.newest = true;
  const std::string log{part::archive_log};
  context_.run(
      {persistence::get_page{owner, log, first},
       persistence::get_page{owner, log, last}},
      [this, iq, then = cleared_](const answers& r) {
        if (then != cleared_) // the room is no more
          return context_.reject(iq, xml::condition::item_not_found);
        if (ask_ && !ask_(iq.from()).may_read)
          return context_.reject(iq, xml::condition::forbidden);
        if (!r)
          return context_.reject(iq, part::context::error_for(r.error()));
        context_.reply(iq, part::archive_metadata(
                               std::get<persistence::log_page>(r->at(0)),
                               std::get<persistence::log_page>(r->at(1))));
      });
}

room_archive::asker room_archive::asker_for(const xml::stanza& iq,
                                            bool sees_jids) {
  for (auto& [id, who] : readers_)
    if (who.address == iq.from()) {
      who.sees_jids = sees_jids;
      return id;
    }
  readers_[++last_asker_] = {iq.from(), sees_jids};
  return last_asker_;
}

/// Whether he may have what he has asked for, as the room is now.
bool room_archive::may_still_read(asker who) const {
  const auto found = readers_.find(who);
  if (found == readers_.end() || !ask_)
    return found != readers_.end();
  const auto now = ask_(found->second.address);
  return now.may_read && (now.sees_jids || !found->second.sees_jids);
}

const xml::jid* room_archive::address_of(asker who) const {
  auto found = readers_.find(who);
  return found == readers_.end() ? nullptr : &found->second.address;
}

std::optional<xml::element>
room_archive::shown(asker who, const part::archive_query& query,
                    const persistence::log_entry& entry, xml::element message) {
  auto found = readers_.find(who);
  if (found == readers_.end() || !found->second.sees_jids)
    message = without_user_element(std::move(message));
  auto buried = retracted_.find(entry.id);
  if (buried == retracted_.end())
    return message;
  auto tombstone = part::stored_element(buried->second);
  // Nothing tells which words were in it.
  if (!query.wanted.words.empty() || !tombstone)
    return {};
  return tombstone_of(message, std::move(*tombstone));
}

void room_archive::hand_over(asker who, std::vector<xml::stanza> page,
                             xml::stanza answer,
                             std::function<void(bool)> then) {
  auto how = part::decision{part::outcome::delivered, "with a page"}.called(
      "answered");
  if (!may_still_read(who)) {
    page.clear();
    answer = refusal_for(answer);
    how = {part::outcome::refused, xml::name_of(xml::condition::forbidden)};
  }
  context_.note(answer, how);
  for (auto& x : page)
    context_.route(std::move(x));
  context_.route(std::move(answer));
  context_.later(pause, [then = std::move(then)] { then(true); });
}

} // namespace troupe::muc
