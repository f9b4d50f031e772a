// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace troupe::net {

/// Something with output that waits for the end of the loop's turn.
class flushable {
public:
  virtual void flush() = 0;

protected:
  ~flushable() = default;
  bool queued_ = false; // owned by the turn

  friend class turn;
};

/// One turn of an event loop: what became dirty during it is flushed once at
/// its end, so that the bytes of one turn leave in one write.
class turn {
public:
  /// Has `x.flush()` called at the end of this turn; once however often asked.
  void mark(flushable& x) {
    if (x.queued_)
      return;
    x.queued_ = true;
    enqueue(x);
  }
  /// Forgets `x`; to be called before it is destroyed.
  void forget(flushable& x) {
    if (!x.queued_)
      return;
    x.queued_ = false;
    dequeue(x);
  }

protected:
  ~turn() = default;
  virtual void enqueue(flushable& x) = 0;
  virtual void dequeue(flushable& x) = 0;
  static void run(flushable& x) {
    x.queued_ = false;
    x.flush();
  }
};

} // namespace troupe::net
