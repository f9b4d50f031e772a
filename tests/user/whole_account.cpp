// SPDX-License-Identifier: Apache-2.0
#include "tests/user/whole_account.hpp"

#include "actors/user/account_disco.hpp"
#include "actors/user/archive.hpp"
#include "actors/user/blocking.hpp"
#include "actors/user/carbons.hpp"
#include "actors/user/delivery.hpp"
#include "actors/user/last_activity.hpp"
#include "actors/user/offline.hpp"
#include "actors/user/offline_retrieval.hpp"
#include "actors/user/ping.hpp"
#include "actors/user/presence.hpp"
#include "actors/user/private_storage.hpp"
#include "actors/user/roster.hpp"
#include "actors/user/vcard.hpp"
#include "actors/user/vcard_avatar.hpp"

namespace troupe::test {

using support::jid;
using support::stanza;
using xml::stanza_kind;

whole_account::whole_account() {
  use_all();
}

whole_account::whole_account(whole_account& before)
    : fake_user_context(before) {
  use_all();
}

void whole_account::use_all() {
  using namespace user;
  use<blocking, last_activity, roster, vcard_avatar, presence, archive, offline,
      delivery, carbons, offline_retrieval, vcard, private_storage, ping,
      account_disco>();
}

void whole_account::log_in(std::string_view resource, int priority) {
  add_session(resource);
  present(resource, priority);
}

void whole_account::present(std::string_view resource, int priority) {
  outgoing(resource, xml::stanza{stanza_kind::presence}.with(
                         xml::element{"priority", "jabber:client"}.with_text(
                             std::to_string(priority))));
}

void whole_account::let_see(std::string_view contact) {
  add_session("befriending");
  outgoing("befriending",
           stanza(stanza_kind::presence, "subscribed", {}, contact));
  incoming(stanza(stanza_kind::presence, "subscribe", contact, self().str()));
  close_session("befriending");
  forget();
}

std::vector<std::string> whole_account::bodies(std::string_view resource) {
  std::vector<std::string> result;
  for (const auto& x : sent_to(resource))
    if (const auto* body = x.child("body", "jabber:client"))
      result.push_back(body->text());
  return result;
}

std::vector<std::string>
whole_account::presences_to(std::string_view who) const {
  std::vector<std::string> result;
  for (const auto& x : routed_to(who))
    if (x.is_presence())
      result.push_back((x.type().empty() ? "available" : std::string{x.type()})
                       + " " + x.from().str());
  return result;
}

std::uint64_t whole_account::logged(std::string_view log) {
  return *store().count(self().str(), log);
}

xml::stanza message(std::string_view body, std::string_view type,
                    std::string_view to) {
  return stanza(stanza_kind::message, type, "bob@example.net/desk", to)
      .with_id(body)
      .with(xml::element{"body", "jabber:client"}.with_text(body));
}

std::string condition_in(const std::optional<xml::stanza>& answer) {
  if (!answer)
    return "no answer";
  return std::string{answer->is_error()
                         ? xml::name_of(xml::read_error(*answer).what)
                         : answer->type()};
}

} // namespace troupe::test
