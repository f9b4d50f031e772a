// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace troupe::auth {

/// Runs slow jobs (password hashing) away from the event loops.
class hashing_pool {
public:
  using job = std::function<void()>;

  virtual ~hashing_pool() = default;
  /// Jobs are bounded by their sender.
  virtual void submit(job work) = 0;
};

/// A pool of threads; its destructor drops what has not begun.
std::unique_ptr<hashing_pool> make_hashing_threads(std::size_t threads);
/// Runs each job at once on the caller's thread: for tests and simulation.
std::unique_ptr<hashing_pool> make_direct_hashing();

} // namespace troupe::auth
