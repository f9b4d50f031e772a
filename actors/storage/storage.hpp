// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include <caf/typed_response_promise.hpp>

#include "actors/base/actor.hpp"
#include "actors/messages.hpp"
#include "actors/observe/counters.hpp"
#include "actors/storage/engine.hpp"

namespace troupe::storage {

/// Collects transactions while a batch is on the engine, then hands over all
/// that wait: group commit, one sync for many. The queue is bounded in
/// operations; past the bound a transaction is refused at once
/// (`store_errc::unavailable`), so that a slow disk never grows a mailbox.
struct storage_state {
  static inline const char* name = "storage";
  using self_pointer = base::self_pointer<actors::storage_actor, storage_state>;

  explicit storage_state(self_pointer self) : self(self) {}

  caf::result<actors::transaction_done>
  on_run_transaction(actors::run_transaction& request);
  void on_batch_done(const actors::batch_done& batch);
  actors::description on_describe(const actors::describe&);

  void start_batch();

  struct waiting {
    persistence::shared_transaction operations;
    caf::typed_response_promise<actors::transaction_done> answer;
    base::trace::parked trace;
  };

  self_pointer self;
  std::shared_ptr<engine> worker;
  std::size_t bound = 0; ///< operations that may wait; 0: no bound
  std::deque<waiting> queue;
  std::size_t queued = 0;       ///< operations in `queue`
  std::vector<waiting> running; ///< without their operations

  std::uint64_t batches = 0;
  std::uint64_t transactions = 0;
  std::uint64_t refused = 0;
  std::size_t largest_batch = 0;
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::storage>
      counted;
};

actors::storage_actor::behavior_type storage(storage_state::self_pointer self,
                                             std::shared_ptr<engine> worker,
                                             std::size_t bound);

} // namespace troupe::storage
