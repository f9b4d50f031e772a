// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/casting.hpp"

#include <algorithm>
#include <utility>

#include "actors/auth/credentials.hpp"
#include "actors/base/environment.hpp"
#include "actors/session/ingress.hpp"
#include "actors/user/session_copy.hpp"

namespace troupe::rehearsal {

namespace {

using admin::failure;
using admin::failure_code;
using copies = std::vector<user::session_copy>;

constexpr std::string_view made_up_resource = "explain";

/// The stored credentials; a failure where there is no such account.
admin::outcome<std::string> credentials_of(const xml::jid& account,
                                           live_server& live) {
  auto came
      = live.read({persistence::get_document{account.str(), "credentials"}});
  if (!came)
    return failure{failure_code::failed, came.error().message};
  auto& document = std::get<std::optional<std::string>>(came->front());
  if (!document)
    return failure{failure_code::not_found,
                   "there is no account " + account.str()};
  return std::move(*document);
}

/// Only of what is bare it is left open which session is meant.
xml::jid whom(const xml::jid& as, const xml::element& stanza,
              const copies& all) {
  if (!as.is_bare())
    return as;
  const auto named = xml::jid::parse(stanza.attr_or_empty("from"));
  if (named && !named->is_bare() && named->bare() == as)
    return *named;
  const auto rank = [](const user::session_copy& s) {
    return std::pair{s.record.available, s.record.priority};
  };
  const auto best = std::ranges::max_element(all, {}, rank);
  return best != all.end() ? best->record.full
                           : *as.with_resource(made_up_resource);
}

user::session_copy made_up(const xml::jid& full) {
  user::session_copy s;
  s.record.full = full;
  s.record.secure = true;
  s.record.since = base::now();
  s.record.available = true;
  s.record.presence = xml::stanza{xml::stanza_kind::presence}.with_from(full);
  s.available = s.record.since;
  return s;
}

/// Sees to it that the session is among them, and has a stream.
void admit(copies& all, sender& who) {
  const auto name = who.full.str();
  const auto is_it
      = [&](const user::session_copy& s) { return s.record.full == who.full; };
  const auto found = std::ranges::find_if(all, is_it);
  if (found == all.end()) {
    who.notes.push_back(name
                        + " is not there; it is played by one that is "
                          "available, with priority 0");
    all.push_back(made_up(who.full));
  } else if (!std::exchange(found->is_attached, true)) {
    who.notes.push_back(name
                        + " has lost its connection; it is played by one "
                          "that has come back");
  }
}

failure wrong_from(const xml::element& stanza, const xml::jid& full) {
  return {failure_code::usage,
          full.str() + " cannot send from \""
              + std::string{stanza.attr_or_empty("from")}
              + "\": its stream would be closed with invalid-from; leave the "
                "attribute out"};
}

} // namespace

admin::outcome<sender>
cast_sender(const xml::jid& as, const xml::element& stanza, live_server& live) {
  const auto account = as.bare();
  const auto credentials = credentials_of(account, live);
  if (!credentials)
    return credentials.error();
  const auto there = live.sessions_of(account);
  auto all = there ? *there : copies{};
  sender who;
  who.beside = !there;
  who.full = whom(as, stanza, all);
  if (!session::may_be_from(stanza, who.full))
    return wrong_from(stanza, who.full);
  if (as.is_bare())
    who.notes.push_back("sent as " + who.full.str());
  if (auth::is_disabled(*credentials))
    who.notes.push_back(account.str()
                        + " is disabled: no client of it can be there");
  admit(all, who);
  who.sessions = std::make_shared<const copies>(std::move(all));
  return who;
}

} // namespace troupe::rehearsal
