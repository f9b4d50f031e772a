// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/arrival.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include <time.h>

namespace troupe::observe {

namespace {

namespace trace = base::trace;

std::mutex published_mutex;
std::shared_ptr<const watches> published = std::make_shared<watches>();
std::atomic<std::uint64_t> generation{0};

/// The filters in force, as this thread has last looked them up.
const watches& in_force() {
  thread_local std::uint64_t known = ~std::uint64_t{0};
  thread_local std::shared_ptr<const watches> all;
  if (const auto now = generation.load(std::memory_order_acquire);
      now != known) {
    const std::lock_guard guard{published_mutex};
    all = published;
    known = now;
  }
  return *all;
}

/// Whether it still wants one, which is then taken.
bool takes_one(watch& w) {
  return w.what.limit == 0
         || w.left.fetch_sub(1, std::memory_order_relaxed) > 0;
}

/// Whoever waits for so many is not to wait for one that never comes.
void lose(std::uint64_t bits) {
  for (const auto& w : in_force())
    if ((w->bit & bits) != 0)
      w->lost.fetch_add(1, std::memory_order_relaxed);
}

bool is_next_sample() {
  if (ingress::until_sample != 0)
    return false;
  const auto period = ingress::period.load(std::memory_order_relaxed);
  // Off, it is looked again after a while.
  ingress::until_sample = period != 0 ? period : 65'536;
  return period != 0;
}

} // namespace

void publish(watches all) {
  const std::lock_guard guard{published_mutex};
  ingress::is_watched = !all.empty();
  published = std::make_shared<const watches>(std::move(all));
  ++generation;
}

void sample_each(std::uint32_t stanzas) {
  ingress::period = stanzas;
}

std::uint32_t coarse_time() {
  timespec at{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &at);
  const auto milliseconds
      = static_cast<std::uint64_t>(at.tv_sec) * 1'000
        + static_cast<std::uint64_t>(at.tv_nsec) / 1'000'000;
  return static_cast<std::uint32_t>(milliseconds) | 1U;
}

namespace ingress {

xml::stanza look_at(xml::stanza x, std::uint64_t session) {
  std::uint64_t bits = is_next_sample() ? sampled : 0;
  for (const auto& w : in_force())
    if (matches(w->what, x) && takes_one(*w))
      bits |= w->bit;
  if (bits == 0)
    return x;
  return follow(std::move(x), session, bits);
}

} // namespace ingress

xml::stanza follow(xml::stanza x, std::uint64_t session,
                   std::uint64_t watches) {
  x = std::move(x).with_arrival(x.arrived(), true);
  trace::record r;
  r.what = trace::event::begun;
  r.at = trace::now();
  r.trace = x.trace();
  r.to = session;
  r.kind = "session";
  r.name = x.from();
  r.stanza = x;
  r.watches = watches;
  if (trace::keep(std::move(r)))
    return x;
  lose(watches);
  return std::move(x).with_arrival(x.arrived(), false);
}

} // namespace troupe::observe
