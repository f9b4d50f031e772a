// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>

#include "actors/part/user_part.hpp"
#include "actors/user/archive_query.hpp"

namespace troupe::user {

/// Reads pages of the archive for sessions. Each session gets one page at a
/// time: the next query is read once the last answer is on the socket, so that
/// a slow reader has one page in memory and not many.
///
///   query --> queue of its session --> store, page by page --> results, fin
///                                        ^------ (filter) --------+
class archive_reader {
public:
  explicit archive_reader(part::user_context& context) : context_(context) {}

  /// Answers `iq` now or later; `resource-constraint` where too many wait.
  void read(const xml::stanza& iq, archive_query query);
  /// Forgets what a session that has gone waits for.
  void forget(std::uint64_t session);

private:
  using answers = persistence::result<persistence::answers>;
  struct job {
    xml::stanza iq;
    archive_query query;
    std::vector<persistence::log_entry> found; ///< with a filter
    std::optional<std::uint64_t> count;
    int steps_left = 2; ///< results written, and the answer sent
  };

  /// The query that the session is being answered; null: it has gone.
  job* current(std::uint64_t session);
  void next_page(std::uint64_t session);
  void page_read(std::uint64_t session, const answers& r);
  void filter(job& j, persistence::log_page& page, std::uint64_t session);
  void answer(std::uint64_t session, const job& j, persistence::log_page page);
  void refuse(std::uint64_t session, const xml::stanza_error& why);
  void step_done(std::uint64_t session);
  void finished(std::uint64_t session);

  part::user_context& context_;
  std::map<std::uint64_t, std::deque<job>> queues_;
};

} // namespace troupe::user
