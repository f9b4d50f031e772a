// SPDX-License-Identifier: Apache-2.0
// What comes with XEP-0045: pictures (XEP-0486), activity (XEP-0502), hats
// (XEP-0317); see room_pace.cpp and room_records.cpp for the rest.
#include <algorithm>
#include <utility>

#include "actors/muc/hat_commands.hpp"
#include "actors/muc/room.hpp"
#include "actors/part/disco_elements.hpp"
#include "actors/part/stanza_id.hpp"
#include "actors/part/timestamp.hpp"
#include "xml/namespaces.hpp"

namespace troupe::muc {

using xml::condition;
using xml::stanza_error;

namespace {

using answers = persistence::result<persistence::answers>;

constexpr const char* hats_map = "hats";
constexpr const char* wearers_map = "hat-wearers";
constexpr const char* photo_document = "vcard-photo";
constexpr const char* activity_document = "activity";
/// Messages that are read for the history and to count them.
constexpr std::size_t recalled = 100;

std::string_view document_in(const persistence::answer& x) {
  const auto& document = std::get<std::optional<std::string>>(x);
  return document ? std::string_view{*document} : std::string_view{};
}

/// A write of `blob`, or none where it is empty.
persistence::operation entry_of(const std::string& owner, const char* map,
                                const std::string& key, std::string blob) {
  if (blob.empty())
    return persistence::remove_entry{owner, map, key};
  return persistence::put_entry{owner, map, key, std::move(blob)};
}

part::form_field field(const char* var, part::field_type type,
                       const char* label, std::vector<std::string> values) {
  return {
      .var = var, .type = type, .label = label, .values = std::move(values)};
}

/// What is new to who enters: not what the room is about, which he gets anyway,
/// nor what the room has said itself.
bool is_for_history(const xml::stanza& x) {
  return !x.from().is_bare()
         && (x.child("subject", xml::ns::client) == nullptr
             || x.child("body", xml::ns::client) != nullptr);
}

} // namespace

// -- loading -----------------------------------------------------------------

// Until it is there the room is not to be read: what was retracted would be.
void room::load_extras() {
  using namespace persistence;
  const auto& owner = self().str();
  const auto as = phase_;
  phase_ = phase::unreadable;
  log_query last{.limit = std::max<std::size_t>(recalled, settings_.history),
                 .newest = true};
  transaction reads{get_entries{owner, retracted_map},
                    get_entries{owner, hats_map},
                    get_entries{owner, wearers_map},
                    get_document{owner, photo_document},
                    get_document{owner, activity_document},
                    get_page{owner, std::string{part::archive_log}, last}};
  context_.run(std::move(reads), [this, as](const answers& r) {
    if (!r)
      return context_.later(retry_delay, [this, as] {
        phase_ = as;
        load_extras();
      });
    phase_ = as;
    archive_.load(std::get<map_entries>(r->at(0)));
    hats_.load(std::get<map_entries>(r->at(1)),
               std::get<map_entries>(r->at(2)));
    avatar_.load(document_in(r->at(3)));
    activity_.load(document_in(r->at(4)));
    load_history(std::get<log_page>(r->at(5)));
    reconsider();
    look_for_the_lost();
  });
}

void room::load_history(const persistence::log_page& last) {
  for (const auto& entry : last.entries) {
    const auto x = archive_.said(entry);
    if (!x)
      continue;
    const auto at = part::from_microseconds(entry.time);
    repeats_.recall(part::trace_of(entry.id));
    if (x->child("body", xml::ns::client) != nullptr && !entry.peer.empty())
      limits_.recall(entry.peer, at, settings_.slow_mode, context_.now());
    if (room_activity::counts(*x))
      activity_.recall(at);
    if (is_for_history(*x))
      history_.add(*x, at);
  }
}

void room::clear_extras() {
  archive_.clear();
  avatar_.clear();
  activity_.clear();
  hats_.clear();
  repeats_.clear();
  // The limits stay: who makes rooms and leaves them is slow, too.
  unshown_.clear();
  shows_later_ = false; // a timer of before does nothing
}

// -- what is said ------------------------------------------------------------

void room::keep(const xml::stanza& said, const xml::jid& real) {
  if (room_activity::counts(said))
    if (auto ended = activity_.add(context_.now()))
      context_.store(persistence::put_document{self().str(), activity_document,
                                               std::move(*ended)});
  if (!has_archive())
    return;
  const auto* who = occupants_.by_real(real);
  archive_.keep(said, real, who ? who->as : standing{});
}

// -- requests ----------------------------------------------------------------

bool room::take_extra(const request& r) {
  const bool is_set = r.iq.as_iq() == xml::iq_type::set;
  const auto& x = r.payload;
  if (x.ns() == part::ns::archive)
    return take_archive(r);
  if (x.is("vCard", ns::vcard))
    return is_set ? set_avatar(r) : avatar_.get(r.iq), true;
  if (is_set && x.is("moderate", ns::moderation))
    return moderate(r), true;
  if (is_set && x.is("command", ns::commands))
    return run_command(r), true;
  return false;
}

void room::describe_extras(xml::element& info, part::data_form& form) const {
  using enum part::field_type;
  for (auto var :
       {ns::moderation, ns::retraction, ns::vcard, ns::hats, ns::commands})
    info.add(part::feature(var));
  if (has_archive()) {
    info.add(part::feature(part::ns::archive));
    info.add(part::feature("urn:xmpp:mam:2#extended"));
    if (context_.configuration().archive.search)
      info.add(part::feature(part::ns::full_text));
  }
  if (!avatar_.hashes().empty())
    form.add(field("muc#roominfo_avatarhash", text_multi, "Avatar hash",
                   avatar_.hashes()));
  if (!hats_.all().empty())
    form.add(field("hats#hash", text_single, "Hats hash", {hats_.hash()}));
  // XEP-0502 §3.1, §9: not of rooms that are not for everybody.
  if (settings_.persistent && settings_.is_public && !settings_.members_only
      && !settings_.password_protected)
    form.add(field("{urn:xmpp:muc-activity}message-activity", text_single,
                   "Messages per hour",
                   {activity_text(activity_.per_hour(context_.now()))}));
}

// -- picture and hats, XEP-0486 and XEP-0317 ---------------------------------

void room::set_avatar(const request& r) {
  if (r.asker.affiliation < affiliation::owner) // §6
    return refuse(r.iq, condition::forbidden,
                  "owners give the room its picture");
  if (put_off(r.iq))
    return;
  if (avatar_.set(r.iq, r.payload))
    tell_all(notice({status::configuration_changed}));
}

void room::run_command(const request& r) {
  if (!is_hat_command(r.payload.attr_or_empty("node")))
    return refuse(r.iq, condition::item_not_found);
  if (r.asker.affiliation < affiliation::admin)
    return refuse(r.iq, condition::forbidden, "admins give hats here");
  if (put_off(r.iq))
    return;
  auto done = run_hat_command(hats_, r.payload, made_id());
  if (!done)
    return refuse(r.iq, done.error());
  const auto& owner = self().str();
  if (!done->hat.empty())
    context_.store(
        entry_of(owner, hats_map, done->hat, hats_.stored_hat(done->hat)));
  for (const auto& bare : done->wearers)
    context_.store(
        entry_of(owner, wearers_map, bare, hats_.stored_wearer(bare)));
  context_.reply(r.iq, std::move(done->answer));
  if (done->list_changed)
    tell_all(notice({status::configuration_changed}));
  for (const auto& bare : done->wearers)
    occupants_.each_of(bare, [this](const occupant& who) { show(who); });
}

xml::stanza room::with_hats(xml::stanza presence, const occupant& whom) const {
  auto worn = hats_.worn_by(whom.bare());
  return worn ? presence.with(std::move(*worn)) : presence;
}

} // namespace troupe::muc
