// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "actors/part/catalogue.hpp"
#include "actors/user/roster.hpp"

namespace troupe::user {

/// Presence, RFC 6121 §3 and §4: availability of the sessions and who is told,
/// probes, directed presence and subscriptions. Limit:
/// `limits.pending_subscriptions`.
///
/// What is told depends on the roster, so it waits for the changes of it that
/// are on their way; the state of the session changes at once.
class presence : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<presence>& d);
  explicit presence(part::user_context& context) : context_(context) {}

  void session_available(part::session_record& s) override;
  void session_closed(part::session_record& s) override;
  void account_removed() override;
  std::vector<std::pair<std::string, std::string>> describe() const override;

  part::verdict note_available(part::passage& p); ///< outgoing, archive
  part::verdict send_out(part::passage& p);       ///< outgoing, deliver
  part::verdict take_in(part::passage& p);        ///< incoming, deliver

  /// Sends `<presence type='…'/>` from the account to the contact.
  void send_subscription(xml::presence_type type, const xml::jid& contact,
                         std::string_view id = {});
  /// Sends the contact current presence of all available resources.
  void show_to(const xml::jid& contact);
  /// Sends the contact unavailable presence of all available resources.
  void hide_from(const xml::jid& contact);
  /// Neither broadcasts nor probes go to whom the rule names (XEP-0191 §3.3).
  using rule = std::function<bool(const xml::jid&)>;
  void hide_always(rule is_hidden) { is_hidden_ = std::move(is_hidden); }

private:
  /// What is to be told of a session that is available no more.
  struct departure {
    xml::stanza last;
    std::uint64_t session; ///< it is told too, while it is connected
    bool was_available;
    std::vector<xml::jid> directed;
  };

  roster& contacts() { return context_.sibling<roster>(); }
  bool sees_us(const xml::jid& who);

  // presence.cpp
  part::verdict broadcast(const part::passage& p);
  void tell_subscribers(const xml::stanza& x);
  void tell_own(const xml::stanza& x, std::uint64_t also = 0);
  departure take_leave(part::session_record& s, const xml::stanza& x);
  void tell(const departure& gone);
  void become_unavailable(part::session_record& s, const xml::stanza& x);
  void receive(const xml::stanza& x);
  void hand_over(const xml::stanza& x);
  void give(const part::session_record& to, const xml::stanza& x,
            std::string_view why);
  part::verdict drop(const xml::stanza& x, std::string_view reason);
  part::verdict refuse(const xml::stanza& x, const xml::stanza_error& e);

  // presence_directed.cpp
  part::verdict direct(const part::passage& p);
  void forget_directed(const xml::stanza& x);

  // presence_probes.cpp
  void probe_contacts();
  void answer_probe(const xml::stanza& x);
  void answer_full_probe(const xml::stanza& x);
  bool answer_by_directed(const xml::stanza& x);
  xml::stanza not_subscribed(const xml::stanza& x) const;

  // presence_subscriptions.cpp
  part::verdict subscription_out(const part::passage& p);
  void subscription_in(const xml::stanza& x);
  struct step;
  roster::error edit_out(contact_list& list, const xml::stanza& x, step& done);
  roster::error edit_in(contact_list& list, const xml::stanza& x, step& done);
  void sent(const xml::stanza& x, const step& done);
  void received(const xml::stanza& x, const step& done);
  void deliver(const xml::stanza& x, const step& done);
  void deliver_requests(std::uint64_t session);

  part::user_context& context_;
  /// When the last available resource went; nothing: not since the start.
  std::optional<part::context::time_point> last_seen_;
  rule is_hidden_ = [](const xml::jid&) { return false; };
};

} // namespace troupe::user
