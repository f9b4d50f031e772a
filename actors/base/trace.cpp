// SPDX-License-Identifier: Apache-2.0
#include "actors/base/trace.hpp"

#include <chrono>
#include <mutex>
#include <random>
#include <vector>

namespace troupe::base::trace {

namespace {

/// One producer (its thread), one consumer (the observer).
struct ring {
  static constexpr std::size_t capacity = std::size_t{1} << 12;

  std::array<hop, capacity> hops;
  std::atomic<std::size_t> head{0};
  std::atomic<std::size_t> tail{0};
  std::atomic<std::uint64_t> dropped{0};
};

std::mutex rings_mutex;
std::vector<std::shared_ptr<ring>> rings;

std::shared_ptr<ring> make_ring() {
  auto result = std::make_shared<ring>();
  std::lock_guard guard{rings_mutex};
  rings.push_back(result);
  return result;
}

ring& own_ring() {
  thread_local auto own = make_ring();
  return *own;
}

/// Ids outlive the process (an archive has them): each run begins elsewhere.
/// The highest bit is that of `is_new`, the next one keeps it from being lost.
std::uint64_t random_start() {
  std::random_device source;
  const auto any = std::uint64_t{source()} << 32 | source();
  return std::uint64_t{1} << 63 | (any >> 2 & ~std::uint64_t{1023});
}

} // namespace

position& current() {
  thread_local position p;
  return p;
}

std::uint64_t next_id() {
  // Threads take ids in blocks, so that they do not share a cache line.
  constexpr std::uint64_t block = 1024;
  static std::atomic<std::uint64_t> base{random_start()};
  thread_local std::uint64_t next = 0;
  thread_local std::uint64_t end = 0;
  if (next == end) {
    next = base.fetch_add(block, std::memory_order_relaxed);
    end = next + block;
  }
  return next++;
}

std::int64_t now() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

void record(const hop& h) {
  auto& r = own_ring();
  auto head = r.head.load(std::memory_order_relaxed);
  if (head - r.tail.load(std::memory_order_acquire) >= ring::capacity) {
    r.dropped.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  r.hops[head % ring::capacity] = h;
  r.head.store(head + 1, std::memory_order_release);
}

void drain(const std::function<void(const hop&)>& take) {
  std::lock_guard guard{rings_mutex};
  for (auto& r : rings) {
    auto head = r->head.load(std::memory_order_acquire);
    auto tail = r->tail.load(std::memory_order_relaxed);
    for (; tail != head; ++tail)
      take(r->hops[tail % ring::capacity]);
    r->tail.store(tail, std::memory_order_release);
  }
}

std::uint64_t dropped() {
  std::lock_guard guard{rings_mutex};
  std::uint64_t sum = 0;
  for (auto& r : rings)
    sum += r->dropped.load(std::memory_order_relaxed);
  return sum;
}

} // namespace troupe::base::trace
