// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "actors/base/trace.hpp"

namespace troupe::observe {

/// Which of the messages that are counted lie in a mailbox: those that were
/// sent and have not been handled. So it is seen that an actor is stuck, which
/// handles nothing that could be measured. Used by one thread.
class waiting_messages {
public:
  /// Messages that are known of; of further ones nothing is.
  static constexpr std::size_t most = 50'000;

  struct oldest {
    std::int64_t sent = 0; ///< on the steady clock, in nanoseconds
    const char* kind = ""; ///< of the actor
  };

  /// A message was sent, handled or lost.
  void take(const base::trace::record& r);
  /// The oldest one of each actor that has any.
  std::unordered_map<std::uint64_t, oldest> of_actors() const;
  /// Records were dropped: which of these were handled is not known any more.
  void forget();
  /// Gives up what cannot be sent any more: it was handled before that moment.
  void tidy(std::int64_t before);

  std::size_t size() const { return waiting_.size(); }

private:
  struct message {
    std::uint64_t to;
    oldest is;
  };

  std::unordered_map<std::uint64_t, message> waiting_; // by span
  /// Threads are read one after the other: these were handled before it was
  /// read that they were sent. When, by span.
  std::unordered_map<std::uint64_t, std::int64_t> early_;
};

} // namespace troupe::observe
