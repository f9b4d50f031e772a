// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "actors/rehearsal/live_server.hpp"
#include "actors/rehearsal/overlay.hpp"
#include "actors/storage/engine.hpp"

namespace troupe::rehearsal {

/// An engine of the storage actor that stores nothing: it reads what the
/// running server has, and keeps what is written in an overlay.
class pretending_engine final : public storage::engine {
public:
  explicit pretending_engine(live_server& live) : live_(live) {}

  void execute(std::vector<persistence::shared_transaction> batch,
               completion done) override;

private:
  persistence::result<persistence::answers>
  run(const persistence::transaction& ops);
  persistence::result<persistence::answers>
  pretend(const persistence::transaction& ops,
          std::vector<persistence::answer> stored);

  live_server& live_;
  overlay written_;
};

} // namespace troupe::rehearsal
