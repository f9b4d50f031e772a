// SPDX-License-Identifier: Apache-2.0
// What was said: who may read it (XEP-0313 §6.1.2), who takes it back
// (XEP-0425).
#include "actors/muc/room.hpp"
#include "actors/part/stanza_id.hpp"

namespace troupe::muc {

using xml::condition;
using xml::stanza_error;

namespace {

using answers = persistence::result<persistence::answers>;

} // namespace

// -- the archive, XEP-0313 ---------------------------------------------------

bool room::has_archive() const {
  return settings_.archived && context_.configuration().archive.enabled;
}

bool room::take_archive(const request& r) {
  if (!has_archive())
    return false;
  if (auto why = refusal_of_archive(r.who, r.asker.affiliation)) {
    refuse(r.iq, std::move(*why));
    return true;
  }
  return archive_.take(r.iq, r.payload,
                       rights_in_archive(r.iq.from()).sees_jids);
}

/// Asked again for each page: who reads may have been banned meanwhile.
archive_rights room::rights_in_archive(const xml::jid& real) {
  const auto* who = occupants_.by_real(real);
  const auto as = affiliation_of(real);
  archive_rights x;
  x.may_read = phase_ != phase::absent && has_archive()
               && !refusal_of_archive(who, as);
  x.sees_jids = settings_.whois == real_jids::anyone || as >= affiliation::admin
                || (who != nullptr && who->as.role == role::moderator);
  return x;
}

// §6.1.2: whoever might enter now.
std::optional<stanza_error> room::refusal_of_archive(const occupant* who,
                                                     affiliation as) const {
  if (as == affiliation::outcast)
    return stanza_error::make(condition::forbidden);
  if (who != nullptr || as == affiliation::owner)
    return {};
  if (phase_ == phase::locked)
    return stanza_error::make(condition::item_not_found);
  if (settings_.members_only && as < affiliation::member)
    return stanza_error::make(condition::forbidden,
                              "this room is for its members");
  if (settings_.password_protected)
    return stanza_error::make(condition::forbidden,
                              "enter the room with its password first");
  return {};
}

// -- moderation, XEP-0425 ----------------------------------------------------

void room::moderate(const request& r) {
  if (r.asker.role != role::moderator
      && r.asker.affiliation < affiliation::admin)
    return refuse(r.iq, condition::forbidden,
                  "moderators retract others' messages");
  if (put_off(r.iq))
    return;
  auto what = read_moderation(r.payload);
  if (!what)
    return refuse(r.iq, what.error());
  if (r.who != nullptr) {
    what->by = r.who->address();
    what->occupant_id = occupant_id(secret_, r.who->bare());
  }
  if (archive_.is_retracted(what->id)) // by another
    return context_.reply(r.iq);
  persistence::log_query wanted{.limit = 1, .ids = {what->id}};
  context_.run(
      {persistence::get_page{self().str(), std::string{part::archive_log},
                             wanted}},
      [this, iq = r.iq, what = *what,
       then = generation_](const answers& found) {
        if (then != generation_) // the room is no more
          return refuse(iq, condition::item_not_found);
        if (!found)
          return context_.reject(iq, part::context::error_for(found.error()));
        if (archive_.is_retracted(what.id)) // meanwhile
          return context_.reply(iq);
        const auto& page = std::get<persistence::log_page>(found->at(0));
        // What is not in the archive may be in the history.
        const auto before = history_.size();
        history_.remove(part::trace_of(what.id));
        if (page.entries.empty() && history_.size() == before)
          return refuse(iq, condition::item_not_found);
        // It may still wait to be written, where the store fails.
        retract(iq, what, !page.entries.empty() || has_archive());
      });
}

void room::retract(const xml::stanza& iq, const moderation& what,
                   bool is_archived) {
  const auto id = made_id();
  auto told = xml::stanza{xml::stanza_kind::message, "groupchat", id}
                  .with_from(self())
                  .with_trace(made_trace(id))
                  .with(retraction_of(what));
  if (is_archived)
    archive_.retract(what.id, tombstone_of(what, context_.now()));
  keep(told, {});
  context_.reply(iq);
  tell_all(part::with_stanza_id(told, self()));
}

} // namespace troupe::muc
