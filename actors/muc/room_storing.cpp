// SPDX-License-Identifier: Apache-2.0
// What of a room lies in the store, under its bare JID:
//
//   document room.SERVICE    settings
//   document public.SERVICE  its name, if it is public: what disco#items lists
//   document facts           secret, when it was made, whether it is locked
//   document subject         the message, and when it came
//   map affiliations         bare JID -> <item/>
//   map occupants            full JID -> nick, role and last presence
//   log archive              see room_archive.hpp
#include <nlohmann/json.hpp>

#include "actors/muc/room.hpp"
#include "actors/part/message_rules.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/part/timestamp.hpp"

namespace troupe::muc {

namespace {

constexpr const char* affiliations_map = "affiliations";
constexpr const char* occupants_map = "occupants";

using answers = persistence::result<persistence::answers>;

const std::string* text_of(const persistence::answer& x) {
  const auto* document = std::get_if<std::optional<std::string>>(&x);
  return document != nullptr && *document ? &**document : nullptr;
}

} // namespace

std::string room_document(std::string_view service) {
  return "room." + std::string{service};
}

std::string public_document(std::string_view service) {
  return "public." + std::string{service};
}

void room::start() {
  const auto& owner = self().str();
  using namespace persistence;
  transaction reads{
      get_document{owner, room_document(self().domain())},
      get_document{owner, "facts"}, get_document{owner, "subject"},
      get_entries{owner, affiliations_map}, get_entries{owner, occupants_map}};
  context_.run(std::move(reads), [this](const answers& r) {
    if (r)
      return load(*r);
    phase_ = phase::unreadable;
    context_.later(retry_delay, [this] {
      if (phase_ == phase::unreadable)
        start();
    });
  });
}

void room::load(const persistence::answers& all) {
  phase_ = phase::absent;
  const auto* settings = text_of(all[0]);
  const auto* facts = text_of(all[1]);
  if (settings == nullptr || facts == nullptr)
    return;
  load_facts(*facts);
  if (auto read = read_settings(*settings))
    settings_ = std::move(*read);
  history_.set_limit(settings_.history);
  if (const auto* subject = text_of(all[2]))
    load_subject(*subject);
  std::vector<member> list;
  for (const auto& [bare, blob] : std::get<persistence::map_entries>(all[3]))
    if (auto item = part::stored_element(blob))
      if (auto m = read_member(*item))
        list.push_back(std::move(*m));
  members_.load(list);
  for (const auto& [real, blob] : std::get<persistence::map_entries>(all[4]))
    load_occupant(real, blob);
  load_extras();
}

void room::load_facts(const std::string& text) {
  const auto x = nlohmann::json::parse(text, nullptr, false);
  if (!x.is_object())
    return;
  secret_ = x.value("secret", "");
  created_ = part::from_microseconds(x.value("created", std::int64_t{0}));
  phase_ = x.value("locked", false) ? phase::locked : phase::open;
}

void room::load_subject(const std::string& text) {
  const auto all = part::stored_elements(text);
  if (all.size() != 2)
    return;
  auto said = xml::stanza::read(all[1]);
  auto at = part::read_timestamp(all[0].attr_or_empty("stamp"));
  if (said && at)
    subject_ = {*said, *at};
}

/// He has entered before the server went down, and his session may be resumed.
void room::load_occupant(const std::string& real, const std::string& blob) {
  auto all = part::stored_elements(blob);
  if (all.size() != 2)
    return;
  auto full = xml::jid::parse(real);
  auto address = self().with_resource(all[0].attr_or_empty("nick"));
  auto as = role_from(all[0].attr_or_empty("role"));
  auto presence = xml::stanza::read(std::move(all[1]));
  if (!full || !address || !as || !presence || *as == role::none)
    return;
  // As he was: if he is another by now, `reconsider` makes him that.
  const auto was = affiliation_from(all[0].attr_or_empty("affiliation"))
                       .value_or(affiliation_of(*full));
  (void)occupants_.enter(*address, *full, *presence, {was, *as});
  if (all[0].attr_or_empty("run") != std::to_string(context_.run_id()))
    doubted_.push_back(*full);
}

/// Those who were in when the server went down: who is not there any more does
/// not say so. To a message for all his server answers that he is gone; a
/// client makes nothing of one without content.
void room::look_for_the_lost() {
  if (std::exchange(misses_leavers_, false)) {
    doubted_.clear();
    occupants_.each_session([this](const occupant&, const session& s) {
      doubted_.push_back(s.real);
    });
  }
  for (const auto& real : doubted_)
    store_occupant(real);
  auto all = std::make_shared<const std::vector<xml::jid>>(
      std::exchange(doubted_, {}));
  context_.send_all(
      all, xml::stanza{xml::stanza_kind::message, "groupchat", made_id()}
               .with_from(self())
               .with(xml::element{"no-store", part::ns::hints}));
}

void room::store_room() {
  const auto& owner = self().str();
  const auto& service = self().domain();
  context_.store(persistence::put_document{owner, room_document(service),
                                           to_document(settings_)});
  if (settings_.is_public && phase_ == phase::open)
    context_.store(persistence::put_document{owner, public_document(service),
                                             settings_.name});
  else
    context_.store(
        persistence::remove_document{owner, public_document(service)});
  const nlohmann::json facts{{"secret", secret_},
                             {"created", part::microseconds(created_)},
                             {"locked", phase_ == phase::locked}};
  context_.store(persistence::put_document{owner, "facts", facts.dump()});
}

void room::store_subject() {
  auto time = xml::element{"subject", ns::user}.with(
      "stamp", part::precise_timestamp(subject_.at));
  context_.store(persistence::put_document{
      self().str(), "subject",
      part::to_stored(time) + part::to_stored(subject_.message)});
}

void room::store_member(std::string_view bare) {
  const auto& owner = self().str();
  if (auto m = members_.find(bare))
    context_.store(persistence::put_entry{owner, affiliations_map,
                                          std::string{bare},
                                          part::to_stored(to_element(*m))});
  else
    context_.store(
        persistence::remove_entry{owner, affiliations_map, std::string{bare}});
}

void room::store_occupant(const xml::jid& real) {
  const auto* who = occupants_.by_real(real);
  if (who == nullptr)
    return;
  auto tag = xml::element{"occupant", ns::user}
                 .with("nick", who->nick())
                 .with("run", std::to_string(context_.run_id()))
                 .with("affiliation", name_of(who->as.affiliation))
                 .with("role", name_of(who->as.role));
  for (const auto& s : who->sessions())
    if (s.real == real)
      context_.store(persistence::put_entry{
          self().str(), occupants_map, real.str(),
          part::to_stored(tag) + part::to_stored(s.presence)});
}

void room::forget_occupant(const xml::jid& real) {
  context_.store(
      persistence::remove_entry{self().str(), occupants_map, real.str()});
}

} // namespace troupe::muc
