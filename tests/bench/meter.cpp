// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/meter.hpp"

#include <atomic>
#include <cstddef>

#include <valgrind/callgrind.h>

// glibc's own, under the names that it keeps for those who stand in for them.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
}

namespace {

std::atomic<bool> counting{false};
std::atomic<std::uint64_t> allocated{0};
std::atomic<std::uint64_t> allocated_bytes{0};

void count(std::size_t size) {
  if (!counting.load(std::memory_order_relaxed))
    return;
  allocated.fetch_add(1, std::memory_order_relaxed);
  allocated_bytes.fetch_add(size, std::memory_order_relaxed);
}

} // namespace

// `operator new` ends here too.
extern "C" {

void* malloc(std::size_t size) {
  count(size);
  return __libc_malloc(size);
}

void* calloc(std::size_t n, std::size_t size) {
  count(n * size);
  return __libc_calloc(n, size);
}

void* realloc(void* old, std::size_t size) {
  count(size);
  return __libc_realloc(old, size);
}
}

namespace troupe::bench {

void meter::measure(const std::function<void()>& f) {
  const auto before = allocated.load();
  const auto bytes_before = allocated_bytes.load();
  counting = true;
  CALLGRIND_TOGGLE_COLLECT;
  f();
  CALLGRIND_TOGGLE_COLLECT;
  counting = false;
  allocations_ += allocated.load() - before;
  bytes_ += allocated_bytes.load() - bytes_before;
}

} // namespace troupe::bench
