// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tools/load/client/crowd.hpp"

namespace troupe::load {

/// Requests, of which so many are under way at each time; each answer is
/// followed by the next request, from the next session in turn.
class iq_loop {
public:
  /// Writes request number `n` of a session with that id.
  using writer = std::function<std::string(session& who, const std::string& id,
                                           std::uint64_t n)>;

  iq_loop(world& in, crowd& of, std::size_t window)
      : world_(in), crowd_(of), slots_(window) {}

  /// Asks for the options' warm-up and seconds, then waits for the answers that
  /// are due. Adds cost and times.
  /// @param what  the request in the singular, e.g. "roster_set"
  boost::asio::awaitable<outcome<void>> run(const std::string& what,
                                            writer write, report& into);
  /// @returns whether the stanza was an answer to the loop
  bool take(const xml::element& stanza);

  std::uint64_t answers() const { return answers_; }
  std::uint64_t errors() const { return errors_; }
  /// Requests that got no answer.
  std::uint64_t unanswered() const { return unanswered_; }
  /// The first error's text; empty if none.
  const std::string& failure() const { return failure_; }

private:
  struct slot {
    std::string id;
    clock::time_point at;
    bool is_waiting = false;
  };

  void ask(std::size_t at);
  std::size_t waiting() const;

  world& world_;
  crowd& crowd_;
  std::vector<slot> slots_;
  writer write_;
  histogram times_;
  std::uint64_t next_ = 0;
  std::uint64_t answers_ = 0;
  std::uint64_t errors_ = 0;
  std::uint64_t unanswered_ = 0;
  std::string failure_;
  bool is_asking_ = false;
  bool is_measuring_ = false;
};

} // namespace troupe::load
