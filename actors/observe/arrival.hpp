// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "actors/base/trace.hpp"
#include "actors/observe/filter.hpp"
#include "xml/stanza.hpp"

/// Ingress: where it is decided whether a stanza is followed.
namespace troupe::observe {

/// Filters that can be in force at once; each has a bit.
inline constexpr std::size_t most_watches = 32;

/// A filter in force. Who looks at stanzas counts down what it still wants.
struct watch {
  std::uint64_t bit = 0;
  filter what;
  std::atomic<std::int64_t> left{0};  ///< traces; meaningless without a limit
  std::atomic<std::uint64_t> lost{0}; ///< traces that there was no room for
};
using watches = std::vector<std::shared_ptr<watch>>;

/// Puts other filters in force, on all threads.
void publish(watches all);
/// Each which stanza is followed whatever it is, for the figures and for what
/// turns out to be slow; 0: none.
void sample_each(std::uint32_t stanzas);
/// Of those that are followed for that reason only.
inline constexpr std::uint64_t sampled = std::uint64_t{1} << 63;

namespace ingress {

inline std::atomic<bool> is_watched{false};
inline std::atomic<std::uint32_t> period{0};
inline constinit thread_local std::uint32_t until_sample = 1;

xml::stanza look_at(xml::stanza x, std::uint64_t session);

} // namespace ingress

/// Marks a stanza as followed, and records that it has begun. `watches`: whose
/// filters it has passed.
xml::stanza follow(xml::stanza x, std::uint64_t session, std::uint64_t watches);

/// Milliseconds of a coarse clock, never 0; for differences only.
std::uint32_t coarse_time();

/// Marks a stanza that has just come in, once its `from` and trace are known:
/// when it came, and whether it is followed. `session` is the id of the actor.
inline xml::stanza arrived(xml::stanza x, std::uint64_t session) {
  if constexpr (!base::trace::is_built)
    return x;
  x = std::move(x).with_arrival(coarse_time(), false);
  const bool is_sample = --ingress::until_sample == 0;
  if (ingress::is_watched.load(std::memory_order_relaxed) || is_sample)
      [[unlikely]]
    return ingress::look_at(std::move(x), session);
  return x;
}

} // namespace troupe::observe
