// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace troupe::base {

/// Where time and chance come from: the system, unless a test that has to
/// repeat itself bit for bit puts something else in its place, for its thread.
class environment {
public:
  using time_point = std::chrono::system_clock::time_point;

  virtual time_point now() = 0;
  virtual std::uint64_t random_bits() = 0;

  /// Replaces the environment of this thread for as long as it lives.
  class replacement {
  public:
    explicit replacement(environment& by);
    ~replacement();
    replacement(const replacement&) = delete;
    replacement& operator=(const replacement&) = delete;

  private:
    environment* before_;
  };

protected:
  ~environment() = default;
};

/// The time of day.
environment::time_point now();
/// The same, a few milliseconds ago perhaps, for what each message notes: it
/// costs a quarter.
environment::time_point recently();
/// 64 bits that nobody can guess.
std::uint64_t random_bits();

} // namespace troupe::base
