// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/counters.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

namespace troupe::observe {

namespace {

/// On cache lines of its own: its thread is the only one that writes to it.
struct alignas(64) block {
  cells all{};
};

struct all_blocks {
  std::mutex mutex;
  std::vector<std::unique_ptr<block>> alive;
  std::array<std::uint64_t, place::end> ended{}; ///< sums of threads
};

all_blocks& blocks() {
  static all_blocks all;
  return all;
}

void add_to(std::array<std::uint64_t, place::end>& sums, const cells& some) {
  for (std::size_t i = 0; i < sums.size(); ++i)
    sums[i] += some[i].load(std::memory_order_relaxed);
}

/// At the end of its thread the block goes, its sums stay.
struct retirement {
  ~retirement() {
    auto& b = blocks();
    std::lock_guard guard{b.mutex};
    auto own = std::ranges::find_if(
        b.alive, [](const auto& each) { return &each->all == own_cells; });
    own_cells = nullptr;
    if (own == b.alive.end())
      return;
    add_to(b.ended, (*own)->all);
    b.alive.erase(own);
  }
};

} // namespace

/// What is counted after the thread's retirement (by other destructors of its
/// end) is in a block that stays for good.
cells& make_own_cells() {
  auto& b = blocks(); // before the retirement, which needs it
  thread_local const retirement at_end;
  auto made = std::make_unique<block>();
  own_cells = &made->all;
  std::lock_guard guard{b.mutex};
  b.alive.push_back(std::move(made));
  return *own_cells;
}

totals totals::now() {
  totals t;
  auto& b = blocks();
  std::lock_guard guard{b.mutex};
  t.sums_ = b.ended;
  for (const auto& each : b.alive)
    add_to(t.sums_, each->all);
  return t;
}

} // namespace troupe::observe
