// SPDX-License-Identifier: Apache-2.0
#include "actors/base/trace.hpp"

#include <array>
#include <chrono>
#include <mutex>
#include <random>
#include <utility>
#include <vector>

namespace troupe::base::trace {

namespace {

/// One producer (its thread), one consumer (who watches). Records are on the
/// heap: there are none while nobody watches, and then a ring is 32 KiB.
struct ring {
  std::array<std::unique_ptr<record>, ring_capacity> records;
  std::atomic<std::size_t> head{0};
  std::atomic<std::size_t> tail{0};
  std::atomic<std::uint64_t> dropped{0};
};

struct all_rings {
  std::mutex mutex;
  std::vector<std::shared_ptr<ring>> rings;
  std::uint64_t dropped_by_gone = 0;
};

all_rings& all() {
  static all_rings known;
  return known;
}

std::shared_ptr<ring> make_ring() {
  auto result = std::make_shared<ring>();
  const std::lock_guard guard{all().mutex};
  all().rings.push_back(result);
  return result;
}

ring& own_ring() {
  thread_local auto own = make_ring();
  return *own;
}

/// Where this thread's records go instead of its ring.
constinit thread_local const diversion::receiver* diverted = nullptr;

/// Ids outlive the process (an archive has them): each run begins elsewhere.
/// The highest bit is that of `is_new`, the next one keeps it from being lost.
std::uint64_t random_start() {
  std::random_device source;
  const auto any = std::uint64_t{source()} << 32 | source();
  return std::uint64_t{1} << 63 | (any >> 2 & ~std::uint64_t{1023});
}

void empty(ring& r, const std::function<void(record)>& take) {
  const auto head = r.head.load(std::memory_order_acquire);
  auto tail = r.tail.load(std::memory_order_relaxed);
  for (; tail != head; ++tail) {
    take(std::move(*r.records[tail % ring_capacity]));
    r.records[tail % ring_capacity].reset();
  }
  r.tail.store(tail, std::memory_order_release);
}

/// Of threads that have ended.
void forget_gone(all_rings& a) {
  std::erase_if(a.rings, [&a](const std::shared_ptr<ring>& r) {
    const bool is_gone = r.use_count() == 1 && r->head == r->tail;
    if (is_gone)
      a.dropped_by_gone += r->dropped;
    return is_gone;
  });
}

} // namespace

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

xml::stanza to_remember(xml::stanza x) {
  return std::move(x).with_arrival(0, false);
}

xml::stanza said_again(xml::stanza x) {
  if (!here) [[likely]]
    return x;
  const auto arrived = x.arrived();
  return std::move(x).with_trace(here.trace).with_arrival(arrived, true);
}

bool is_counted() {
  thread_local std::uint32_t seen = 0;
  return ++seen % std::max(census.load(std::memory_order_relaxed), 1U) == 0;
}

diversion::diversion(receiver to)
    : to_(std::move(to)), outer_(std::exchange(diverted, &to_)) {
}

diversion::~diversion() {
  diverted = outer_;
}

bool is_diverted() {
  return diverted != nullptr;
}

bool keep(record r) {
  if (diverted != nullptr) [[unlikely]] {
    (*diverted)(std::move(r));
    return true;
  }
  auto& own = own_ring();
  const auto head = own.head.load(std::memory_order_relaxed);
  if (head - own.tail.load(std::memory_order_acquire) >= ring_capacity) {
    own.dropped.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  r.worker = worker;
  own.records[head % ring_capacity] = std::make_unique<record>(std::move(r));
  own.head.store(head + 1, std::memory_order_release);
  return true;
}

void drain(const std::function<void(record)>& take) {
  auto& a = all();
  const std::lock_guard guard{a.mutex};
  for (auto& r : a.rings)
    empty(*r, take);
  forget_gone(a);
}

std::uint64_t dropped() {
  auto& a = all();
  const std::lock_guard guard{a.mutex};
  auto sum = a.dropped_by_gone;
  for (const auto& r : a.rings)
    sum += r->dropped.load(std::memory_order_relaxed);
  return sum;
}

} // namespace troupe::base::trace
