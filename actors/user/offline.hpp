// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_set>

#include "actors/part/catalogue.hpp"

namespace troupe::user {

/// The log.
inline constexpr std::string_view offline_log = "offline";
/// Messages that are read from it at once, and bytes: no more than a stream
/// takes without being held for a slow reader.
inline constexpr std::size_t offline_page = 100;
inline constexpr std::size_t offline_page_bytes = 512 * 1024;

/// Best Practices for Handling Offline Messages, XEP-0160 1.0.1, with delay
/// stamps (XEP-0203) and processing hints (XEP-0334). Kept in the log
/// "offline"; the limit is `limits.offline_messages`.
///
///          keep             a session that takes messages
///   sender ----> [ log ] ---- page by page ----> session
///                   ^                               |
///                   +---- removed once written -----+
///
/// While a backlog goes to the only session that takes messages, what comes in
/// meanwhile is put behind it, so that the order stays.
class offline : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<offline>& d);
  explicit offline(part::user_context& context) : context_(context) {}

  void start() override;
  void session_resumed(part::session_record& s) override;
  std::vector<std::pair<std::string, std::string>> describe() const override;

  /// Messages in the log, with those that are being written.
  std::uint64_t count() const { return count_.value_or(0); }
  /// Others have removed some; `stored` are left, as of a transaction that is
  /// complete now.
  void recount(std::uint64_t stored) { count_ = stored + writing_; }
  /// A client has the messages of these traces, whatever way they came to it:
  /// what is stored of them is not to come again, not even after a restart.
  void had(const std::vector<std::uint64_t>& traces);

  part::verdict queue_behind(part::passage& p); ///< incoming, before delivery
  part::verdict keep(part::passage& p);         ///< incoming, nobody took it
  part::verdict watch(part::passage& p);        ///< outgoing presence

private:
  using answers = persistence::result<persistence::answers>;

  void loaded(const answers& r);
  void store(const xml::stanza& x, part::decision why);
  void stored(const xml::stanza& x, part::user_context::appended how);
  void deliver_to(std::uint64_t session);
  void next_page();
  void page_read(const answers& r);
  void hand_over(const part::session_record& to,
                 const persistence::log_page& page);
  void done_with(const std::vector<std::string>& ids);
  void removed(std::size_t handed_over);
  bool is_full() const;
  const part::session_record* taker() const;
  /// A client reads them itself (XEP-0013).
  bool is_read_by_hand() const;
  /// A backlog is on its way to the only session that takes messages.
  bool is_catching_up() const;

  part::user_context& context_;
  /// Messages in the log, with those that are being written; nothing while
  /// the store has not told.
  std::optional<std::uint64_t> count_;
  std::uint64_t writing_ = 0;    // appends that are not committed yet
  std::int64_t last_time_ = 0;   // microseconds; ascending in the log
  std::uint64_t delivering_ = 0; // the session that gets the backlog
  std::unordered_set<std::uint64_t> handed_over_; // of it, by trace
  std::unordered_set<std::string> leaving_; // ids of the page that was read
};

/// `x` with the time of its coming, unless it has one ("one and only one",
/// XEP-0203 §2).
xml::stanza with_delay(const xml::stanza& x, std::string_view domain,
                       part::context::time_point now);

} // namespace troupe::user
