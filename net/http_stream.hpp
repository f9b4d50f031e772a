// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace troupe::net {

/// What waits to be sent to one client of an event stream. Thread-safe.
class http_stream_queue {
public:
  /// Of what waits beyond `bound` bytes only one event is kept. `wake` has the
  /// queue written, on the loop's thread; called from any.
  http_stream_queue(std::size_t bound, std::function<void()> wake)
      : bound_(bound), wake_(std::move(wake)) {}

  /// False where it was dropped or the client has gone.
  bool push(std::string text);
  /// The same for what must not be dropped.
  void push_last(std::string text);
  void end();

  /// What is to be written now, until `written` is called; empty: nothing. Says
  /// how many events were dropped since.
  std::string take();
  void written();
  /// Nothing waits and none will come.
  bool is_over() const;
  /// The client has gone. @returns whether that is news to who sends
  bool leave();

private:
  std::string dropped_note(); ///< empty where nothing was

  mutable std::mutex lock_;
  const std::size_t bound_;
  std::function<void()> wake_;
  std::string waiting_;
  std::size_t writing_ = 0;
  std::uint64_t dropped_ = 0;
  bool woken_ = false;
  bool ended_ = false;
  bool gone_ = false;
};

/// An event stream to one client (`text/event-stream`), for any thread; nothing
/// of it blocks. A client that reads too slowly misses events, and is told so
/// by an event "dropped" with their number.
class http_stream {
public:
  explicit http_stream(std::shared_ptr<http_stream_queue> queue)
      : queue_(std::move(queue)) {}

  /// False where the event was dropped, or nobody listens.
  bool send(std::string_view event, std::string_view data) const;
  /// Closes it behind what was sent.
  void end() const { queue_->end(); }
  /// The same with a last event, which is never dropped.
  void end(std::string_view event, std::string_view data) const;

private:
  std::shared_ptr<http_stream_queue> queue_;
};

} // namespace troupe::net
