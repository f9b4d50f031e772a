// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/archive_expiry.hpp"
#include "actors/part/archive_reader.hpp"
#include "actors/part/catalogue.hpp"
#include "actors/user/archive_preferences.hpp"

namespace troupe::user {

using part::archive_log;

/// The account's archive: XEP-0313 1.1.3 with preferences (XEP-0441), stanza
/// ids (XEP-0359) and full-text search (XEP-0431). The log "archive": id and
/// stanza-id are the trace of the message, peer is the bare JID of the other
/// side. What is archived is in part/message_rules.hpp; the settings are
/// `[archive]`.
///
/// A message goes on while it is being stored. That an id is in the log already
/// is a success: the message was sent anew, or to oneself.
class archive : public part::user_part, part::archive_reader::port {
public:
  static part::card about();
  static void declare(part::user_declaration<archive>& d);
  explicit archive(part::user_context& context);

  void start() override;
  void session_opened(part::session_record&) override;
  void session_closed(part::session_record&) override;
  std::vector<std::pair<std::string, std::string>> describe() const override;

  part::verdict incoming(part::passage& p);
  part::verdict outgoing(part::passage& p);
  void form(const part::iq_request& request);
  void query(const part::iq_request& request);
  void metadata(const part::iq_request& request);
  void preferences(const part::iq_request& request);
  void set_preferences(const part::iq_request& request);

  /// A message that was archived just now is refused after all: it leaves the
  /// archive again (XEP-0313 §6.1), unless it was there before.
  void take_back(part::passage& p);

private:
  using answers = persistence::result<persistence::answers>;
  using asker = part::archive_reader::asker; ///< a session by its id

  // part::archive_reader::port
  const xml::jid* address_of(asker who) const override;
  std::optional<xml::element> shown(asker, const part::archive_query&,
                                    const persistence::log_entry&,
                                    xml::element message) override {
    return message;
  }
  void hand_over(asker who, std::vector<xml::stanza> page, xml::stanza answer,
                 std::function<void(bool)> then) override;
  void finished(asker) override {}

  bool is_enabled() const;
  /// False after an error answer.
  bool may_ask(const part::iq_request& request);
  bool is_wanted(const part::passage& p, const xml::jid& peer) const;
  bool will_be_refused(const xml::stanza& x) const;
  void keep(part::passage& p, const xml::jid& peer);
  void kept(const xml::stanza& x, part::user_context::appended how);
  void remove(std::uint64_t trace);

  part::user_context& context_;
  std::vector<std::uint64_t> writing_; ///< traces of what is not committed yet
  std::vector<std::uint64_t> taken_back_; ///< of these, those that shall leave
  std::uint64_t last_added_ = 0;          ///< the last one that was new
  archive_preferences preferences_;
  bool has_preferences_ = false; ///< the account's own, not the default
  part::archive_reader reader_;
  part::archive_expiry expiry_;
  std::uint64_t kept_ = 0;
};

} // namespace troupe::user
