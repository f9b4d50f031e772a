// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/muc/room.hpp"
#include "tests/support/fake_context.hpp"

namespace troupe::support {

/// What a room acts through, without actors: the test sees all it does.
class fake_room_context final : public muc::room_context {
public:
  struct noted {
    xml::stanza stanza;
    part::decision decision;
  };

  explicit fake_room_context(std::string_view self);

  std::vector<xml::stanza> routed;
  std::vector<noted> notes;
  std::vector<std::string> admins; ///< bare JIDs, besides the console
  config::server_config config;
  fake_account_service account_service;
  bool congested = false;
  std::int64_t run_number = 1;
  std::size_t times_vanished = 0;
  time_point clock;

  persistence::store& store() { return *store_; }
  /// Lets time pass; what is due runs in its order.
  void advance(std::chrono::milliseconds duration);

  // muc::room_context
  const xml::jid& self() const override { return self_; }
  time_point now() const override { return clock; }
  const config::server_config& configuration() const override { return config; }
  void route(xml::stanza x) override { routed.push_back(std::move(x)); }
  void run(persistence::transaction ops, completion then) override;
  void later(std::chrono::milliseconds delay,
             std::function<void()> then) override;
  void note(const xml::stanza& x, part::decision d) override {
    notes.push_back({x, d});
  }
  part::account_service& accounts() override { return account_service; }
  bool is_admin(const xml::jid& who) const override;
  bool may_create(const xml::jid&) const override { return true; }
  std::int64_t run_id() const override { return run_number; }
  std::string secret() const override;
  void store(persistence::operation what) override;
  void once_stored(std::function<void()> then) override { then(); }
  bool is_congested() const override { return congested; }
  void send_all(const muc::audience& to, xml::stanza x) override;
  void in_slices(std::function<bool()> step) override;
  void vanished() override { ++times_vanished; }

private:
  xml::jid self_;
  std::unique_ptr<persistence::store> store_;
  std::multimap<time_point, std::function<void()>> timers_;
  mutable std::uint64_t secrets_ = 0;
};

/// The room coven@conference.example.org. Users are at example.org, each with
/// a resource "pda".
struct room_fixture {
  static constexpr std::string_view address = "coven@conference.example.org";
  static constexpr std::string_view console = "example.org/console-1";

  fake_room_context context{address};
  muc::room room{context};

  room_fixture() { room.start(); }

  /// Enters as the first, and takes the room as it is or with these fields.
  void create(const std::string& owner,
              const part::data_form& settings
              = part::data_form{part::form_type::submit});
  /// With the user's name as the nick, or another; what was routed is
  /// forgotten.
  void enter(const std::string& user, std::string_view nick = {});
  void leave(const std::string& user);
  void tell(const std::string& user, xml::element content);

  /// A request to the room: of a user, or of a JID where there is a slash. What
  /// was routed before is forgotten.
  std::optional<xml::stanza> ask(const std::string& who, xml::iq_type type,
                                 xml::element payload);
  /// The same, that has to be refused.
  xml::condition refusal(const std::string& who, xml::iq_type type,
                         xml::element payload);
  /// The same, that has to succeed.
  xml::element result(const std::string& who, xml::iq_type type,
                      xml::element payload);

  /// What was routed to a user, with its answers.
  std::vector<xml::stanza> to(const std::string& user) const;
  /// The only one.
  xml::stanza one_to(const std::string& user) const;
  /// The JIDs of a list, as the console sees it.
  std::string list(std::string_view affiliation);

  static std::string real(const std::string& user);
};

/// `<query/>` of muc#admin with such items.
xml::element query(std::vector<xml::element> items);
/// An `<item/>` of muc#admin: {{"jid", …}, …}.
xml::element
item(const std::vector<std::pair<std::string_view, std::string>>& attributes,
     std::string_view reason = {});
/// `<query/>` of muc#owner with a form.
xml::element settings(const part::data_form& form);
/// A submission of muc#roomconfig: {{var, value}, …}.
part::data_form
wanted(const std::vector<std::pair<std::string, std::string>>& fields);

} // namespace troupe::support
