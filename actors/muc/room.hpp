// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/base/trace.hpp"
#include "actors/muc/hats.hpp"
#include "actors/muc/history.hpp"
#include "actors/muc/members.hpp"
#include "actors/muc/moderation.hpp"
#include "actors/muc/occupants.hpp"
#include "actors/muc/passed_queries.hpp"
#include "actors/muc/privileges.hpp"
#include "actors/muc/repeats.hpp"
#include "actors/muc/room_activity.hpp"
#include "actors/muc/room_archive.hpp"
#include "actors/muc/room_avatar.hpp"
#include "actors/muc/room_context.hpp"
#include "actors/muc/room_form.hpp"
#include "actors/muc/room_presence.hpp"
#include "actors/muc/room_settings.hpp"
#include "actors/muc/speech_limits.hpp"

namespace troupe::muc {

/// The document that each room of a service has, and the one of public rooms.
std::string room_document(std::string_view service);
std::string public_document(std::string_view service);

/// A room of XEP-0045 as an ordinary class: who is in, who may what, how it is
/// set, and what becomes of each stanza. All it does to the world goes through
/// its context.
///
///   absent ─ entered ─▶ locked ─ configured ─▶ open ─ destroyed, empty ─▶
///   absent
///
/// Each file has a section of the XEP.
class room {
public:
  using time_point = std::chrono::system_clock::time_point;

  explicit room(room_context& context);

  /// Reads what is stored; the context holds stanzas back until it is there.
  void start();
  void take(const xml::stanza& x);
  /// To be called once the configuration has changed.
  void reconsider();

  /// Whether all that it is lies in the store, too, so that it may leave the
  /// memory.
  bool is_stored() const;
  bool exists() const {
    return phase_ == phase::locked || phase_ == phase::open;
  }
  std::vector<std::pair<std::string, std::string>> describe() const;
  /// Bytes that it holds beside itself, about (docs/performance.md).
  std::size_t memory() const;

private:
  enum class phase : std::uint8_t { unreadable, absent, locked, open };

  /// What was said to be talked about (§8.1).
  struct subject {
    xml::stanza message; ///< as all got it; none was set where it is null
    time_point at;
  };
  /// What a handler of IQs is given.
  struct request {
    const xml::stanza& iq;
    const xml::element& payload;
    standing asker; ///< by affiliation, and by role if he is in
    occupant* who;  ///< the occupant that asks, or null
  };
  struct role_change {
    std::string nick; ///< of an occupant
    role to = role::none;
    std::string reason;
  };
  /// What somebody is to be in the lists.
  struct change {
    member to;
    affiliation from = affiliation::none; ///< as it counts before
    bool invited = false;                 ///< he knows of it
    bool own = false;                     ///< he has asked for it himself
  };
  /// Who has done something.
  struct doer {
    xml::jid bare;
    std::string nick; ///< if he is in
  };
  struct cause {
    std::string actor; ///< nick
    std::string reason;
    std::vector<status> codes;
    std::string last_words; ///< what one who leaves has said (§7.14)
  };

  // -- room.cpp --------------------------------------------------------------
  void take_presence(const xml::stanza& x);
  void update(occupant& who, const xml::stanza& x);
  void take_message(const xml::stanza& x);
  void take_iq(const xml::stanza& x);
  void refuse(const xml::stanza& x, xml::condition what,
              std::string_view text = {});
  void refuse(const xml::stanza& x, xml::stanza_error error);
  affiliation affiliation_of(const xml::jid& who) const;
  bool is_hidden_from(const xml::jid& who) const;
  /// What somebody is told who would have to be in (§7.4, §7.5).
  static xml::stanza_error not_in();
  static constexpr part::decision from_outside{part::outcome::dropped,
                                               "its sender is not in the room"};
  const xml::jid& self() const { return context_.self(); }
  /// For what the room itself says.
  std::string made_id();
  /// The trace of what has that id, which comes once only.
  static std::uint64_t made_trace(const std::string& id);
  bool shows_jids_to(const occupant& who) const;

  // -- room_entering.cpp, §7.1 and §7.2 ---------------------------------------
  void enter(const xml::stanza& x);
  /// Why somebody may not come in; nothing where he may.
  std::optional<xml::stanza_error>
  refusal_of_entry(const xml::stanza& x, affiliation as,
                   const xml::jid& address) const;
  /// The address that he gets who wants to enter with `x`.
  xml::jid address_for(const xml::stanza& x) const;
  std::optional<std::string> locked_nick(const xml::jid& real) const;
  /// Tells one who is not in, and does not ask to be, so (§7.2.18).
  void turn_away(const xml::stanza& x);
  void create(const xml::stanza& x);
  void make(const xml::jid& owner);
  /// Makes it as the operator's console asks; false where that is not asked.
  bool create_by(const request& r);
  void let_in(const xml::stanza& x, affiliation as, const xml::jid& address);
  void welcome(occupant& who, const xml::stanza& x, std::vector<status> codes);
  audience those_shown();
  void send_presences(const xml::jid& to);
  void send_subject(const xml::jid& to);
  void tell_again(xml::stanza old);

  // -- room_presence_sending.cpp, §7.2.2 to §7.2.4, §7.7 ----------------------
  /// The sessions of all but `of`, those that see JIDs and those that do not.
  struct audiences {
    audience with_jids, without;
  };
  audiences others_than(const occupant& of) const;
  /// Sends others what `make(with_jid)` gives: made twice at most, however many
  /// get it.
  template <class F>
  void send_others(const occupant& of, F make);
  /// muc#roomconfig_presencebroadcast: whether others see those of a role.
  bool is_shown(role x) const { return settings_.presence_broadcast.has(x); }
  void changed(const occupant& who);
  /// Shows the last presence of an occupant to all others, and to himself with
  /// the codes that are for him. `said` is that presence if it has just come.
  void show(const occupant& whom, const cause& why = {},
            std::vector<status> own = {}, const xml::stanza* said = nullptr);
  /// States who is told of what an occupant says by presence.
  void note_shown(const xml::stanza& said, const occupant& of);
  xml::stanza presence_of(const occupant& whom, const cause& why, bool with_jid,
                          const std::vector<status>& own) const;
  xml::stanza farewell_of(const occupant& whom, standing after,
                          const cause& why, bool with_jid, bool own) const;

  // -- room_leaving.cpp, §7.14, §9.1, §8.2 ------------------------------------
  void leave(const xml::jid& real, const xml::stanza& last);
  void expel(occupant& who, standing after, const cause& why);
  void drop(const xml::jid& real);
  void left();
  void lose(const xml::jid& real);
  void take_error(const xml::stanza& x);

  // -- room_nick.cpp, §7.6 ----------------------------------------------------
  void change_nick(occupant& who, const xml::stanza& x);
  void tell_new_nick(const occupant& who, std::string_view nick);
  std::optional<xml::stanza_error> refusal_of_nick(const xml::jid& address,
                                                   const xml::jid& real) const;

  // -- room_messages.cpp, §7.4, §7.5, §8.1 ------------------------------------
  /// Refuses what would be stored while too much waits for the store; whether
  /// it has.
  bool put_off(const xml::stanza& x);
  xml::stanza said_by(const occupant& who, const xml::stanza& x) const;
  void say(occupant& who, const xml::stanza& x);
  /// In the archive; room_extras.cpp. `real` is who said it, empty for the
  /// room.
  void keep(const xml::stanza& said, const xml::jid& real);
  void set_subject(occupant& who, const xml::stanza& x);
  void whisper(occupant& who, const xml::stanza& x);
  void tell_all(xml::stanza x);
  void tell(const xml::jid& to, xml::stanza x);
  xml::stanza notice(const std::vector<status>& codes);

  // -- room_invitations.cpp, §7.8 and §7.9 ------------------------------------
  /// Passes invitations and refusals on; false where there are none in `x`.
  bool pass_on_mediated(const xml::stanza& x);
  void invite(const xml::stanza& x, const xml::element& said);
  std::optional<xml::stanza_error>
  refusal_of_invitations(const occupant* who,
                         const std::vector<xml::jid>& to) const;
  void decline(const xml::stanza& x, const xml::element& refusal);
  xml::stanza invitation(xml::element invite) const;
  void invite_member(const xml::jid& bare, const doer& by);

  // -- room_voice.cpp, §7.13 and §8.6 -----------------------------------------
  void ask_for_voice(occupant& who, const xml::stanza& x);
  void answer_voice(const occupant& who, const xml::stanza& x,
                    const part::data_form& form);

  // -- room_admin.cpp, §8 and §9 ----------------------------------------------
  void get_list(const request& r);
  void list_members(const request& r, std::string_view name);
  void list_occupants(const request& r, std::string_view name);
  void set_list(const request& r);
  std::optional<xml::stanza_error> refusal_of_asker(const request& r,
                                                    bool changes_role) const;
  standing powers_of(const request& r) const;
  doer doer_of(const request& r) const;
  static cause cause_of(const doer& by, std::string_view reason);
  /// The `<reason/>` of an item or of `<destroy/>`; empty where there is none.
  static boost::system::result<std::string, xml::stanza_error>
  read_reason(const xml::element& within);
  boost::system::result<std::vector<occupant*>, xml::stanza_error>
  occupants_named_by(const xml::element& item);
  std::optional<xml::stanza_error> read_role(const request& r,
                                             const xml::element& item,
                                             std::vector<role_change>& to);
  void give_role(occupant& who, role as, cause why);
  /// Gives him another standing in the room, and shows it.
  void become(occupant& who, standing now, const cause& why);

  // -- room_affiliations.cpp, §9 and §10.3 to §10.8 ---------------------------
  std::optional<xml::stanza_error> read_affiliation(const xml::element& item,
                                                    std::vector<change>& to);
  /// What a bare JID is to the room, or a whole domain: that of the console is
  /// none here.
  affiliation counts_as(const xml::jid& bare) const;
  /// A change with all else as it is.
  change change_of(const xml::jid& bare, affiliation to) const;
  /// Whether the asker may do that, each for itself.
  std::optional<xml::stanza_error>
  refusal_of_rights(const request& r, const std::vector<change>& all) const;
  /// Whether an address is that of a room, or of the service.
  bool is_of_service(const xml::jid& who) const;
  /// Whether the lists may become so.
  std::optional<xml::stanza_error>
  refusal_of_lists(const std::vector<change>& all) const;
  /// Changes the lists, then what that is to the occupants.
  /// @pre neither is refused
  void change_affiliations(const std::vector<change>& all, const doer& by);
  void put_affiliations(const std::vector<change>& all);
  void announce(const std::vector<change>& all, const doer& by);
  void announce(const change& c, const doer& by);
  bool is_to_be_invited(const change& c) const;
  void give_affiliation(occupant& who, affiliation now, cause why,
                        bool own = false);
  void tell_affiliation(const change& c);

  // -- room_owner.cpp, §10 ----------------------------------------------------
  void get_configuration(const request& r);
  void set_configuration(const request& r);
  void configure(const request& r, room_submission wanted);
  std::vector<change> changes_of_lists(const room_submission& wanted) const;
  void tell_visibility(const room_settings& before);
  void expel_strangers();
  void tell_made(const request& r, const room_settings& before,
                 std::vector<change> lists);
  void tell_configured(const room_settings& before, bool new_lists);
  void destroy(const request& r, const xml::element& how);
  /// Tells each occupant that the room is no more, with a `<destroy/>`.
  void tell_destroyed(xml::element how);
  /// Empties the object and the store. No occupant is told.
  void vanish();

  // -- room_registration.cpp, §7.10 -------------------------------------------
  void get_registration(const request& r);
  void set_registration(const request& r);
  void reserve(const request& r, std::string_view nick);
  void give_back(const request& r);

  // -- room_disco.cpp, §6.4 to §6.6; XEP-0410 ---------------------------------
  void tell_info(const request& r);
  void tell_items(const request& r);
  void pass_iq(const xml::stanza& x);
  void pass_answer(const xml::stanza& x);

  // -- room_extras.cpp: what comes with XEP-0045 ------------------------------
  /// Answers an IQ that is none of XEP-0045's; false where nobody does.
  bool take_extra(const request& r);
  void describe_extras(xml::element& info, part::data_form& form) const;
  void load_extras();
  void load_history(const persistence::log_page& last);
  /// To be called where the room vanishes.
  void clear_extras();
  xml::stanza with_hats(xml::stanza presence, const occupant& whom) const;
  void set_avatar(const request& r);
  void run_command(const request& r);

  // -- room_pace.cpp ----------------------------------------------------------
  /// Why an occupant may not send that so soon (messages, presence, a new
  /// nick); nothing where he may. Counts it.
  std::optional<xml::stanza_error> refusal_of_pace(const occupant& who,
                                                   const xml::stanza& x);
  /// The same for all else that costs much or reaches others: entering,
  /// registering, so many invitations.
  std::optional<xml::stanza_error> refusal_of_pace(std::string_view bare,
                                                   std::size_t cost = 1);
  /// Shows the presence of a session, which came too soon, once it may be
  /// shown.
  void show_later(const xml::jid& real);
  void show_those_who_waited();

  // -- room_records.cpp, XEP-0313 and XEP-0425 --------------------------------
  bool has_archive() const;
  bool take_archive(const request& r);
  std::optional<xml::stanza_error> refusal_of_archive(const occupant* who,
                                                      affiliation as) const;
  archive_rights rights_in_archive(const xml::jid& real);
  void moderate(const request& r);
  void retract(const xml::stanza& iq, const moderation& what, bool is_archived);

  // -- room_storing.cpp -------------------------------------------------------
  void load(const persistence::answers& all);
  void load_facts(const std::string& text);
  void load_subject(const std::string& text);
  void load_occupant(const std::string& real, const std::string& blob);
  void look_for_the_lost();
  void store_room();
  void store_subject();
  void store_member(std::string_view bare);
  void store_occupant(const xml::jid& real);
  void forget_occupant(const xml::jid& real);

  room_context& context_;
  phase phase_ = phase::absent;
  room_settings settings_;
  members members_;
  occupants occupants_;
  audience everybody_; ///< null once somebody has come or gone
  audience shown_;     ///< and one of those who are shown
  history history_;
  repeats repeats_;
  subject subject_;
  passed_queries queries_;
  room_archive archive_{
      context_, [this](const auto& real) { return rights_in_archive(real); }};
  room_avatar avatar_{context_};
  room_activity activity_;
  hats hats_;
  speech_limits limits_;
  /// Sessions that `show_later` was told of, with the traces they belong to.
  std::map<xml::jid, base::trace::parked> unshown_;
  bool shows_later_ = false; ///< a timer runs
  /// How many rooms have been here: what waits for an answer or a timer does
  /// nothing to another than its own.
  std::uint64_t generation_ = 0;
  time_point created_;
  /// Sessions that may be gone without a word: of an earlier run of the server,
  std::vector<xml::jid> doubted_;
  bool misses_leavers_ = false; ///< or all, as presence could not be taken
  std::string secret_;
};

} // namespace troupe::muc
