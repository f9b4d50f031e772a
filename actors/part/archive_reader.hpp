// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "actors/part/archive_query.hpp"
#include "actors/part/context.hpp"

namespace troupe::part {

/// Reads pages of an archive for those who ask. Each gets one page at a time:
/// the next query is read once the last answer has gone, so that a slow reader
/// has one page in memory and not many.
///
///   query --> queue of its asker --> store, page by page --> results, fin
///                                      ^------ (filter) --------+
class archive_reader {
public:
  /// Names who asks for as long as he does.
  using asker = std::uint64_t;

  /// How much is read for all.
  struct bounds {
    static constexpr auto none = std::numeric_limits<std::size_t>::max();

    std::size_t waiting_each = 16; ///< queries of one asker
    std::size_t waiting = none;    ///< queries of all
    std::size_t at_once = none;    ///< pages that are being read
    std::size_t steps = none;      ///< reads for one page with a filter
  };

  /// How those who ask are answered.
  class port {
  public:
    /// Where the asker is now; null where he has gone.
    virtual const xml::jid* address_of(asker who) const = 0;
    /// The message of an entry as the asker may see it; nothing where he may
    /// not find it by what he looks for.
    virtual std::optional<xml::element>
    shown(asker who, const archive_query& query,
          const persistence::log_entry& entry, xml::element message)
        = 0;
    /// Sends a page and behind it `answer`. Calls `then(true)` once more may
    /// follow, `then(false)` if he has gone.
    virtual void hand_over(asker who, std::vector<xml::stanza> page,
                           xml::stanza answer, std::function<void(bool)> then)
        = 0;
    /// All that he has asked for is answered, or he is forgotten.
    virtual void finished(asker who) = 0;

  protected:
    ~port() = default;
  };

  archive_reader(context& context, port& to, bounds most)
      : context_(context), port_(to), bounds_(most) {}

  /// Answers `iq` now or later; `resource-constraint` where too many wait.
  void read(asker who, const xml::stanza& iq, archive_query query);
  /// Forgets what one who has gone waits for.
  void forget(asker who);
  /// The same of one who is there: he is told why.
  void turn_away(asker who, const xml::stanza_error& why);
  /// Queries that are not answered yet.
  std::size_t waiting() const { return waiting_; }

private:
  using answers = persistence::result<persistence::answers>;
  struct job {
    xml::stanza iq;
    archive_query query;
    std::vector<persistence::log_entry> found; ///< with a filter
    std::optional<std::uint64_t> count;
    std::size_t steps = 0;
    bool answered = false; ///< and the next one waits a little
  };

  /// The query that the asker is being answered; null: he has gone.
  job* current(asker who);
  void begin(asker who);
  void next_page(asker who);
  void page_read(asker who, const answers& r);
  void filter(job& j, persistence::log_page& page, asker who);
  void answer(asker who, job& j, persistence::log_page page);
  /// Goes on behind a page of which nothing is shown.
  void go_on(asker who, job& j, const persistence::log_page& page);
  void refuse(asker who, const xml::stanza_error& why);
  void page_ended(asker who);

  context& context_;
  port& port_;
  bounds bounds_;
  std::map<asker, std::deque<job>> queues_;
  std::vector<asker> ready_; ///< whose page is read once another has ended
  std::size_t waiting_ = 0;
  std::size_t reading_ = 0;
};

} // namespace troupe::part
