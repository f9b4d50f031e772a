// SPDX-License-Identifier: Apache-2.0
#include "actors/base/environment.hpp"

#include <random>
#include <utility>

namespace troupe::base {

namespace {

thread_local environment* replaced = nullptr;

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

std::uint64_t random_bits() {
  if (replaced)
    return replaced->random_bits();
  std::random_device source;
  return std::uint64_t{source()} << 32 | source();
}

} // namespace troupe::base
