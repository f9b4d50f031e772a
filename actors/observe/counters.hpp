// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "actors/observe/counted.hpp"
#include "actors/observe/depth_buckets.hpp"
#include "actors/observe/duration_buckets.hpp"

/// Counting that is always on. Each thread has a block of plain cells that only
/// it writes, without a lock and without a shared cache line: a load, an
/// addition and a store. Who wants to know sums them up. A thread that ends
/// leaves its sums behind.
namespace troupe::observe {

/// Durations that histograms are kept of.
enum class histogram : std::uint8_t { commit, last };

/// Where what is counted stands in a block.
namespace place {

inline constexpr std::size_t kinds = stanza_kind_names.size();
inline constexpr std::size_t counters = 0;
inline constexpr auto limits = counters + size_of<counter>;
inline constexpr auto tls = limits + size_of<limit>;
inline constexpr auto stream_ends = tls + size_of<tls_version>;
inline constexpr auto sasl = stream_ends + size_of<stream_end>;
inline constexpr auto stanzas
    = sasl + size_of<mechanism> * sasl_result_names.size();
inline constexpr auto decisions = stanzas + size_of<direction> * kinds;
inline constexpr auto actors_begun = decisions + outcome_names.size() * kinds;
inline constexpr auto actors_ended = actors_begun + size_of<actor_kind>;
/// A histogram is its buckets and the sum of all durations in nanoseconds.
inline constexpr auto histogram_size = duration_buckets::count + 1;
inline constexpr auto histograms = actors_ended + size_of<actor_kind>;
inline constexpr auto hop_waits
    = histograms + size_of<histogram> * histogram_size;
inline constexpr auto hop_handlings
    = hop_waits + size_of<actor_kind> * histogram_size;
/// The same of depths: buckets, and the sum.
inline constexpr auto depths_size = depth_buckets::count + 1;
inline constexpr auto hop_depths
    = hop_handlings + size_of<actor_kind> * histogram_size;
inline constexpr auto end = hop_depths + size_of<actor_kind> * depths_size;

template <class Enum>
constexpr std::size_t of(std::size_t begin, Enum which) {
  return begin + static_cast<std::size_t>(which);
}
template <class Row, class Column>
constexpr std::size_t of(std::size_t begin, Row row, std::size_t columns,
                         Column column) {
  return begin + static_cast<std::size_t>(row) * columns
         + static_cast<std::size_t>(column);
}

} // namespace place

using cells = std::array<std::atomic<std::uint64_t>, place::end>;

/// This thread's own; null until it counts something.
inline constinit thread_local cells* own_cells = nullptr;
cells& make_own_cells();

inline void add(std::size_t where, std::uint64_t amount = 1) {
  auto* all = own_cells;
  if (all == nullptr) [[unlikely]]
    all = &make_own_cells();
  auto& cell = (*all)[where];
  cell.store(cell.load(std::memory_order_relaxed) + amount,
             std::memory_order_relaxed);
}

inline void count(counter what, std::uint64_t amount = 1) {
  add(place::of(place::counters, what), amount);
}
/// Something has come to this bound.
inline void count(limit which) {
  add(place::of(place::limits, which));
}
inline void count(tls_version v) {
  add(place::of(place::tls, v));
}
inline void count(stream_end why) {
  add(place::of(place::stream_ends, why));
}
inline void count_stanza(direction d, xml::stanza_kind kind) {
  add(place::of(place::stanzas, d, place::kinds, kind));
}
/// What became of a stanza.
inline void count_decision(part::outcome o, xml::stanza_kind kind) {
  add(place::of(place::decisions, o, place::kinds, kind));
}
/// @pre result < sasl_result_names.size()
inline void count_sasl(mechanism m, std::size_t result) {
  add(place::of(place::sasl, m, sasl_result_names.size(), result));
}

/// While it lives, what this thread counts is in no sum (rehearsals).
class uncounted {
public:
  uncounted() : before_(std::exchange(own_cells, own_.get())) {}
  ~uncounted() { own_cells = before_; }
  uncounted(const uncounted&) = delete;
  uncounted& operator=(const uncounted&) = delete;

private:
  std::unique_ptr<cells> own_ = std::make_unique<cells>();
  cells* before_;
};

/// Among the durations whose histogram stands at `where`.
inline void add_duration(std::size_t where, std::int64_t nanoseconds) {
  add(where + duration_buckets::at(nanoseconds));
  if (nanoseconds > 0)
    add(where + duration_buckets::count,
        static_cast<std::uint64_t>(nanoseconds));
}
inline void observe(histogram which, std::int64_t nanoseconds) {
  add_duration(place::histograms
                   + static_cast<std::size_t>(which) * place::histogram_size,
               nanoseconds);
}
/// One message at an actor of that kind, as the tap has seen it. `depth`: how
/// many more were in the mailbox when it was taken out.
inline void observe_hop(actor_kind receiver, std::int64_t wait_ns,
                        std::int64_t handled_ns, std::uint32_t depth) {
  const auto kind = static_cast<std::size_t>(receiver);
  const auto at = kind * place::histogram_size;
  add_duration(place::hop_waits + at, wait_ns);
  add_duration(place::hop_handlings + at, handled_ns);
  const auto depths = place::hop_depths + kind * place::depths_size;
  add(depths + depth_buckets::at(depth));
  add(depths + depth_buckets::count, depth);
}

/// A member of each actor's state: counts how many there are of its kind.
template <actor_kind Kind>
class counted_actor {
public:
  counted_actor() { add(place::of(place::actors_begun, Kind)); }
  ~counted_actor() { add(place::of(place::actors_ended, Kind)); }
  counted_actor(const counted_actor&) = delete;
  counted_actor& operator=(const counted_actor&) = delete;
};

/// The sums over all threads, those that have ended too.
class totals {
public:
  /// As they are now.
  static totals now();

  std::uint64_t at(std::size_t where) const { return sums_[where]; }
  std::uint64_t of(counter c) const {
    return at(place::of(place::counters, c));
  }
  std::uint64_t of(limit l) const { return at(place::of(place::limits, l)); }
  std::uint64_t of(tls_version v) const { return at(place::of(place::tls, v)); }
  std::uint64_t of(stream_end e) const {
    return at(place::of(place::stream_ends, e));
  }
  /// What has gone up and not down. Threads are read one after the other: for a
  /// moment it may seem that more went down.
  std::uint64_t left(std::size_t up, std::size_t down) const {
    return at(up) > at(down) ? at(up) - at(down) : 0;
  }
  std::uint64_t left(counter up, counter down) const {
    return left(place::of(place::counters, up),
                place::of(place::counters, down));
  }
  std::uint64_t actors(actor_kind k) const {
    return left(place::of(place::actors_begun, k),
                place::of(place::actors_ended, k));
  }

private:
  std::array<std::uint64_t, place::end> sums_{};
};

} // namespace troupe::observe
