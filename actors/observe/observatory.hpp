// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "actors/observe/filter.hpp"
#include "actors/observe/trace_record.hpp"

namespace troupe::observe {

/// Why a watch has ended, and what was lost meanwhile.
struct watch_end {
  std::string reason;        ///< "limit", "time" or "stopped"
  std::uint64_t traces = 0;  ///< handed on; those that go on later count once
  std::uint64_t dropped = 0; ///< records that there was no room for
  /// Stanzas without a trace of their own: their first record was among these,
  /// there was no room for one, or they were the same as one under way.
  std::uint64_t lost = 0;
};

/// How much is kept, and what is called slow.
struct observatory_settings {
  std::chrono::milliseconds slow{1'000}; ///< 0: nothing is
  std::size_t kept = 500;                ///< traces with errors and slow ones
  std::size_t kept_bytes = std::size_t{4} << 20;
  std::uint32_t sampling = 1'024; ///< each which stanza is followed; 0: none
};

/// Where all that the tap records comes together: who wants to follow stanzas,
/// or to know who is busy, asks here. One per process, with a thread of its
/// own; its calls may come from any thread. What it calls back runs on its
/// thread, and may call it, but must not block.
class observatory {
public:
  struct audience {
    std::function<void(const shared_trace&)> trace;
    std::function<void(const watch_end&)> ended; ///< once, unless unwatched
  };
  using told_census = std::function<void(nlohmann::json)>;
  /// What else is known of the server each second, for the census.
  using told_totals = std::function<nlohmann::json()>;

  /// Without a thread whoever made it calls `collect`.
  explicit observatory(observatory_settings settings = {},
                       bool with_thread = true);
  ~observatory();
  observatory(const observatory&) = delete;
  observatory& operator=(const observatory&) = delete;

  void use(const observatory_settings& settings);

  /// Follows what passes `f` from now on; 0: too many watch already. After
  /// `unwatch` neither of the audience's is called any more.
  std::uint64_t watch(filter f, audience to);
  void unwatch(std::uint64_t id);

  /// Errors and slow ones that pass `f`, the newest first. Payload and limits
  /// of the filter are not looked at.
  std::vector<shared_trace> recent(std::size_t limit,
                                   const filter& f = {}) const;
  /// A trace that is still kept, or null: of what was watched the last ones
  /// are.
  shared_trace find(std::uint64_t trace) const;

  /// Counts each which message from now on, and tells once a second.
  std::uint64_t take_census(std::uint32_t sampling, told_census to);
  void end_census(std::uint64_t id);
  /// Before anybody asks for a census.
  void add_totals(std::string name, told_totals ask);

  /// Takes what was recorded since. @pre made without a thread
  void collect();
  /// The same, and what is under way counts as ended.
  void collect_all();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe::observe
