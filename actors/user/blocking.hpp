// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actors/part/catalogue.hpp"
#include "actors/user/abuse_report.hpp"

namespace troupe::user {

namespace ns {
inline constexpr std::string_view blocking = "urn:xmpp:blocking";
inline constexpr std::string_view blocking_errors = "urn:xmpp:blocking:errors";
} // namespace ns

/// JIDs and how others match them, XEP-0191 §5.
class block_list {
public:
  bool add(const xml::jid& x) { return jids_.insert(x.str()).second; }
  bool remove(const xml::jid& x) { return jids_.erase(x.str()) > 0; }
  bool has(const xml::jid& x) const { return jids_.contains(x.str()); }
  void clear() { jids_.clear(); }
  const std::set<std::string, std::less<>>& all() const { return jids_; }

  /// Whether an entry stands for `x`: its full JID, its bare JID, its domain
  /// with resource, or its domain.
  bool matches(const xml::jid& x) const;

private:
  std::set<std::string, std::less<>> jids_;
};

/// Blocking Command, XEP-0191 1.3, with reports (abuse_report.hpp): the map
/// "blocked"; the limit is `limits.blocked_jids`. The account itself and its
/// own server are never blocked.
class blocking : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<blocking>& d);
  explicit blocking(part::user_context& context) : context_(context) {}

  void start() override;
  std::vector<std::pair<std::string, std::string>> describe() const override;

  void list(const part::iq_request& request);
  void block(const part::iq_request& request);
  void unblock(const part::iq_request& request);
  part::verdict incoming(part::passage& p);
  part::verdict outgoing(part::passage& p);

  /// Whether nothing may pass between the account and `who`.
  bool blocks(const xml::jid& who) const;

private:
  using jids = std::vector<xml::jid>;

  /// Adds what the items report (XEP-0377) to the transaction; whether any
  /// did.
  bool add_reports(const part::iq_request& request, const jids& items,
                   persistence::transaction& ops);
  void trim_reports();
  /// The JIDs of the items; nothing after an error answer.
  std::optional<jids> items_of(const part::iq_request& request);
  void commit(const xml::stanza& iq, persistence::transaction ops,
              std::function<void()> then);
  void blocked(const jids& items);
  void unblocked(const jids& items);
  void unblock_all(const xml::stanza& iq);
  void push(std::string_view name, const jids& items);
  std::string next_push_id();
  void hide(const part::session_record& s, const xml::jid& from);
  /// Contacts that get the account's presence, and those of the items that are
  /// resources of such.
  jids watchers_among(const jids& items) const;

  part::user_context& context_;
  block_list list_;
  std::uint64_t pushes_ = 0;
  report_writer reports_;
};

} // namespace troupe::user
