// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "actors/observe/filter.hpp"
#include "actors/observe/trace_record.hpp"

namespace troupe::observe {

/// The last traces of a sort, bounded in number and in memory.
class kept_traces {
public:
  /// What is decided of a trace so shortly after the rest of it, in
  /// nanoseconds, belongs to it: why, and then which error its sender gets.
  static constexpr std::int64_t same_time = 1'000'000'000;
  /// Among so many of the last ones a trace is looked for.
  static constexpr std::size_t most_looked_at = 64;
  /// Decisions of one that came one by one; of further ones their number.
  static constexpr std::size_t most_joined = 32;

  void bound(std::size_t traces, std::size_t bytes);
  void add(shared_trace t);
  /// The newest first.
  std::vector<shared_trace> last(std::size_t limit, const filter& f) const;
  shared_trace find(std::uint64_t id) const;

  std::size_t size() const { return all_.size(); }
  std::size_t bytes() const { return bytes_; }

private:
  struct entry {
    shared_trace came;
    /// Instead, once something was joined to it. Nobody else has it: what was
    /// handed out is read by others, and stays as it is.
    std::unique_ptr<trace_record> grown;
    std::size_t bytes = 0;

    const trace_record& is() const { return grown ? *grown : *came; }
    shared_trace shown() const;
    void join(const trace_record& t);
  };

  entry* earlier_part(const trace_record& t);
  void shrink();

  std::deque<entry> all_;
  std::size_t bytes_ = 0;
  std::size_t most_ = 500;
  std::size_t most_bytes_ = std::size_t{4} << 20;
};

/// Whether what is known of a trace passes the filter. Of a long id or
/// namespace only what was kept is looked at.
bool matches(const filter& f, const trace_record::summary& x);

} // namespace troupe::observe
