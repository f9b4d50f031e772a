// SPDX-License-Identifier: Apache-2.0
#include "actors/base/environment.hpp"

#include <array>
#include <ctime>
#include <random>
#include <utility>

#include <unistd.h>

namespace troupe::base {

namespace {

thread_local environment* replaced = nullptr;

/// Bits of the kernel's generator, fetched 256 bytes at a time (all that one
/// call gives); each is given once.
class kernel_bits {
public:
  std::uint64_t next() {
    if (left_ == 0) {
      if (getentropy(bits_.data(), sizeof bits_) != 0)
        return fallback();
      left_ = bits_.size();
    }
    return std::exchange(bits_[--left_], 0);
  }

private:
  static std::uint64_t fallback() {
    std::random_device source;
    return std::uint64_t{source()} << 32 | source();
  }

  std::array<std::uint64_t, 32> bits_{};
  std::size_t left_ = 0;
};

} // namespace

environment::replacement::replacement(environment& by)
    : before_(std::exchange(replaced, &by)) {
}

environment::replacement::~replacement() {
  replaced = before_;
}

environment::time_point now() {
  return replaced ? replaced->now() : std::chrono::system_clock::now();
}

environment::time_point recently() {
  if (replaced)
    return replaced->now();
  timespec at{};
  clock_gettime(CLOCK_REALTIME_COARSE, &at);
  using namespace std::chrono;
  return environment::time_point{duration_cast<system_clock::duration>(
      seconds{at.tv_sec} + nanoseconds{at.tv_nsec})};
}

std::uint64_t random_bits() {
  if (replaced)
    return replaced->random_bits();
  static thread_local kernel_bits source;
  return source.next();
}

} // namespace troupe::base
