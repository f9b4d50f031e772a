// SPDX-License-Identifier: Apache-2.0
#include "actors/base/event_loop.hpp"

#include <pthread.h>

#include <boost/asio/post.hpp>
#include <caf/actor_system.hpp>

#include "actors/base/trace.hpp"
#include "actors/base/warm_actor.hpp"

namespace troupe::base {

namespace {

thread_local event_loop* current_loop = nullptr;

/// Actors resumed, and sockets read, in one turn. What is written meanwhile
/// waits for its end, within the bound of what a slow reader may leave unsent.
constexpr std::size_t jobs_per_turn = 512;
constexpr std::size_t handlers_per_turn = 16;
/// A busy loop runs a slice of what can wait once in so many turns.
constexpr std::size_t turns_before_slice = 4;

/// Of a count that only this thread changes.
void add_one(std::atomic<std::uint64_t>& to) {
  to.store(to.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

} // namespace

event_loop::event_loop(caf::actor_system* system, std::size_t index,
                       std::size_t max_throughput)
    : caf::execution_unit(system),
      io_(1),
      guard_(io_.get_executor()),
      index_(index),
      max_throughput_(max_throughput) {
}

event_loop* event_loop::current() {
  return current_loop;
}

void event_loop::exec_later(caf::resumable* job) {
  if (current_loop == this) {
    warm_actor(job); // others come first
    jobs_.push_back(job);
    return;
  }
  bool was_empty;
  {
    std::lock_guard guard{inbox_mutex_};
    was_empty = inbox_.empty();
    inbox_.push_back(job);
  }
  // A loop that is awake looks into the inbox before it sleeps; the order of
  // `sleeping_` and `inbox_` on both sides makes sure that one sees the other.
  if (was_empty && sleeping_.load(std::memory_order_seq_cst))
    boost::asio::post(io_, [] {});
}

void event_loop::post(std::function<void()> f) {
  boost::asio::post(io_, std::move(f));
}

/// The kernel counts the time: to look at a clock in each turn would cost more
/// than many a turn.
event_loop::work event_loop::done() const {
  work w;
  w.turns = turns_.load(std::memory_order_relaxed);
  w.sleeps = sleeps_.load(std::memory_order_relaxed);
  timespec busy{};
  if (clock_gettime(clock_.load(std::memory_order_relaxed), &busy) == 0)
    w.busy = std::chrono::seconds{busy.tv_sec}
             + std::chrono::nanoseconds{busy.tv_nsec};
  return w;
}

void event_loop::start() {
  thread_ = std::thread([this] {
    system().thread_started();
    if (clockid_t own; pthread_getcpuclockid(pthread_self(), &own) == 0)
      clock_.store(own, std::memory_order_relaxed);
    current_loop = this;
    trace::worker = static_cast<std::int16_t>(index_);
    run();
    current_loop = nullptr;
    system().thread_terminates();
  });
}

void event_loop::join() {
  thread_.join();
}

std::vector<caf::resumable*> event_loop::drain() {
  std::vector<caf::resumable*> rest{jobs_.begin(), jobs_.end()};
  rest.insert(rest.end(), inbox_.begin(), inbox_.end());
  jobs_.clear();
  inbox_.clear();
  return rest;
}

void event_loop::enqueue(net::flushable& x) {
  dirty_.push_back(&x);
}

void event_loop::dequeue(net::flushable& x) {
  for (auto& entry : dirty_)
    if (entry == &x)
      entry = nullptr;
}

void event_loop::run() {
  while (!stopped_) {
    add_one(turns_);
    take_inbox();
    auto jobs = run_jobs(jobs_per_turn);
    flush_dirty();
    if (stopped_)
      return;
    if (jobs_.empty() && slices_.empty())
      wait_for_work();
    poll_sockets(jobs_per_turn - jobs);
    flush_dirty();
    run_slice();
  }
}

/// What others wait for now goes first, all its way, but not for ever.
void event_loop::run_slice() {
  if (slices_.empty() || (!jobs_.empty() && ++busy_turns_ < turns_before_slice))
    return;
  busy_turns_ = 0;
  auto slice = std::move(slices_.front());
  slices_.pop_front();
  slice();
}

/// What one read has brought goes all its way, while it is warm, before the
/// next is read.
void event_loop::poll_sockets(std::size_t jobs) {
  for (std::size_t n = 0; n < handlers_per_turn; ++n) {
    jobs -= run_jobs(jobs);
    if (stopped_ || io_.poll_one() == 0)
      return;
  }
}

void event_loop::take_inbox() {
  {
    std::lock_guard guard{inbox_mutex_};
    if (inbox_.empty())
      return;
    taken_.swap(inbox_);
  }
  jobs_.insert(jobs_.end(), taken_.begin(), taken_.end());
  taken_.clear();
}

/// At most so many; how many there were.
std::size_t event_loop::run_jobs(std::size_t most) {
  std::size_t count = 0;
  while (count < most && !jobs_.empty() && !stopped_) {
    auto job = jobs_.front();
    jobs_.pop_front();
    run_job(job);
    ++count;
  }
  return count;
}

void event_loop::run_job(caf::resumable* job) {
  switch (job->resume(this, max_throughput_)) {
  case caf::resumable::resume_later:
    jobs_.push_back(job);
    break;
  case caf::resumable::done:
  case caf::resumable::awaiting_message:
    caf::intrusive_ptr_release(job);
    break;
  case caf::resumable::shutdown_execution_unit:
    stopped_ = true;
    break;
  }
}

void event_loop::flush_dirty() {
  // Flushing may mark others, so that the list grows while it is walked.
  for (std::size_t i = 0; i < dirty_.size(); ++i)
    if (auto x = dirty_[i])
      net::turn::run(*x);
  dirty_.clear();
}

void event_loop::wait_for_work() {
  sleeping_.store(true, std::memory_order_seq_cst);
  bool idle;
  {
    std::lock_guard guard{inbox_mutex_};
    idle = inbox_.empty();
  }
  if (idle) {
    add_one(sleeps_);
    io_.run_one();
  }
  sleeping_.store(false, std::memory_order_relaxed);
}

} // namespace troupe::base
