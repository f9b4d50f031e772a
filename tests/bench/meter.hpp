// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace troupe::bench {

/// Counts what happens while it runs: how often malloc, calloc and realloc are
/// called, from anywhere in the process, libraries too. Under callgrind, with
/// `--collect-atstart=no`, instructions are counted in the same stretches.
class meter {
public:
  /// Runs `f`, counting.
  void measure(const std::function<void()>& f);

  std::uint64_t allocations() const { return allocations_; }
  std::uint64_t bytes() const { return bytes_; }

private:
  std::uint64_t allocations_ = 0;
  std::uint64_t bytes_ = 0;
};

} // namespace troupe::bench
