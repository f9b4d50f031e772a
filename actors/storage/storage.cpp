// SPDX-License-Identifier: Apache-2.0
#include "actors/storage/storage.hpp"

#include <caf/send.hpp>

namespace troupe::storage {

namespace {

/// Transactions of one commit: bounds how long the first of them waits.
constexpr std::size_t largest_group = 2'000;

actors::transaction_done refusal() {
  persistence::store_error e{persistence::store_errc::unavailable,
                             "the storage queue is full"};
  return {std::make_shared<const actors::transaction_result>(std::move(e))};
}

std::size_t cost_of(const persistence::transaction& operations) {
  return operations.size() + 1; // an empty one is a barrier, and waits too
}

} // namespace

caf::result<actors::transaction_done>
storage_state::on_run_transaction(actors::run_transaction& request) {
  auto cost = cost_of(*request.operations);
  // One that is larger than all there may be has to wait for the others only.
  if (bound != 0 && queued != 0 && queued + cost > bound) {
    ++refused;
    observe::count(observe::limit::storage_queue);
    return refusal();
  }
  auto promise = self->make_response_promise<actors::transaction_done>();
  queued += cost;
  observe::count(observe::counter::storage_queued, cost);
  queue.push_back(
      {std::move(request.operations), promise, base::trace::parked{"commit"}});
  if (running.empty())
    start_batch();
  return promise;
}

void storage_state::start_batch() {
  std::vector<persistence::shared_transaction> batch;
  const auto waited = queued;
  while (!queue.empty() && batch.size() < largest_group) {
    auto& next = queue.front();
    queued -= cost_of(*next.operations);
    batch.push_back(std::move(next.operations));
    running.push_back(std::move(next));
    queue.pop_front();
  }
  observe::count(observe::counter::storage_taken, waited - queued);
  observe::count(observe::counter::storage_transactions, batch.size());
  observe::count(observe::counter::storage_operations,
                 waited - queued - batch.size());
  ++batches;
  transactions += batch.size();
  largest_batch = std::max(largest_batch, batch.size());
  auto reply_to = actors::storage_actor{self};
  worker->execute(std::move(batch), [reply_to](outcomes results) {
    caf::anon_send(reply_to,
                   actors::batch_done{
                       std::make_shared<const outcomes>(std::move(results))});
  });
}

void storage_state::on_batch_done(const actors::batch_done& batch) {
  auto ended = std::move(running);
  running.clear();
  for (std::size_t i = 0; i < ended.size(); ++i) {
    const base::trace::parked::running again{ended[i].trace};
    ended[i].answer.deliver(actors::transaction_done{
        std::shared_ptr<const actors::transaction_result>{
            batch.outcomes, &(*batch.outcomes)[i]}});
  }
  if (!queue.empty())
    start_batch();
}

actors::description storage_state::on_describe(const actors::describe&) {
  actors::description d{name, {}, {}};
  d.add("waiting", std::to_string(queued));
  d.add("bound", std::to_string(bound));
  d.add("running", std::to_string(running.size()));
  d.add("batches", std::to_string(batches));
  d.add("transactions", std::to_string(transactions));
  d.add("largest batch", std::to_string(largest_batch));
  d.add("refused", std::to_string(refused));
  return d;
}

actors::storage_actor::behavior_type storage(storage_state::self_pointer self,
                                             std::shared_ptr<engine> worker,
                                             std::size_t bound) {
  auto& state = self->state;
  state.worker = std::move(worker);
  state.bound = bound;
  return {
      base::bound(state, &storage_state::on_run_transaction),
      base::bound(state, &storage_state::on_batch_done),
      base::bound(state, &storage_state::on_describe),
  };
}

} // namespace troupe::storage
