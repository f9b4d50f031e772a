// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "actors/base/trace.hpp"
#include "persistence/operation.hpp"

namespace troupe::muc {

/// What a room writes: one transaction at a time, each with all that has come
/// since the last, and the same once more where the store failed. So what was
/// written first is never written over what came later. A transaction has what
/// many stanzas leave behind: the traces that are followed wait with it.
class room_journal {
public:
  /// Operations that may wait; beyond, the room takes no more messages.
  static constexpr std::size_t bound = 10'000;
  static constexpr std::size_t bytes_bound = 4 * 1024 * 1024;

  class port {
  public:
    /// Runs a transaction; `written` is to be called with how that went.
    virtual void write(persistence::shared_transaction what) = 0;
    /// Calls `retry` after a while.
    virtual void retry_later() = 0;

  protected:
    ~port() = default;
  };

  explicit room_journal(port& p) : port_(p) {}

  void add(persistence::operation what);
  /// Writes what waits, unless a transaction is under way. To be called after
  /// each turn.
  void flush();
  void written(bool well);
  void retry();

  /// Calls `then` once all that was added so far is in the store; with false
  /// where the store fails.
  void when_stored(std::function<void(bool durable)> then);
  /// Calls `then` when no write is waiting or under way, or right now where the
  /// store fails: what is read then has all that was added before.
  void when_written(std::function<void()> then);

  bool is_empty() const { return waiting_.empty() && !writing_; }
  bool is_full() const {
    return waiting_.size() >= bound || bytes_ >= bytes_bound;
  }
  std::size_t size() const { return waiting_.size(); }
  std::size_t bytes() const { return bytes_; }
  std::size_t questions() const { return questions_.size(); }

private:
  struct question {
    std::size_t writes; ///< transactions that must succeed before
    std::function<void(bool)> then;
    base::trace::parked trace;
  };
  using traces = std::vector<base::trace::parked>;

  void write();
  void answer(bool well);

  port& port_;
  persistence::transaction waiting_;
  std::size_t bytes_ = 0;         ///< of what waits
  traces waiting_of_;             ///< one for what a message leaves behind
  base::trace::position last_of_; ///< where the last of them began
  persistence::shared_transaction writing_;
  traces writing_of_;
  std::vector<question> questions_;
  bool failing_ = false;
};

} // namespace troupe::muc
