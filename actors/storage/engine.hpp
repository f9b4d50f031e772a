// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "persistence/operation.hpp"
#include "persistence/store.hpp"

namespace troupe::storage {

using outcomes = std::vector<persistence::result<persistence::answers>>;

/// Runs batches on a store, one at a time. `done` is called from whatever
/// thread the engine has, exactly once per batch, in order.
class engine {
public:
  using completion = std::function<void(outcomes)>;

  virtual ~engine() = default;
  virtual void execute(std::vector<persistence::shared_transaction> batch,
                       completion done)
      = 0;
};

/// An engine with a thread of its own. Its destructor waits for the batch that
/// runs.
std::unique_ptr<engine>
make_threaded_engine(std::unique_ptr<persistence::store> db);

/// An engine that runs on the caller's thread: for tests and simulation.
std::unique_ptr<engine>
make_direct_engine(std::shared_ptr<persistence::store> db);

} // namespace troupe::storage
