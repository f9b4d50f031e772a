// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>

#include <caf/fwd.hpp>
#include <nlohmann/json.hpp>

#include "actors/admin/server_access.hpp"
#include "actors/base/job_threads.hpp"
#include "actors/components.hpp"

namespace troupe::rehearsal {

/// Rehearses stanzas on a thread of its own, one after the other. To be
/// destroyed before the server is stopped.
class rehearsals {
public:
  /// Those that may wait or run; the next one is told `busy`.
  static constexpr std::size_t most_waiting = 4;
  static constexpr std::chrono::seconds longest{5};

  /// `system` and `handles` are those of the running server.
  rehearsals(caf::actor_system& system, actors::core handles);
  /// Ends the one that runs after its next answer; those that wait are not
  /// answered.
  ~rehearsals();
  rehearsals(const rehearsals&) = delete;
  rehearsals& operator=(const rehearsals&) = delete;

  /// From any thread; `done` is called on whichever.
  void submit(const admin::rehearsal_wish& wish, actors::shared_config config,
              admin::reply<nlohmann::json> done);

private:
  admin::outcome<nlohmann::json> run(const admin::rehearsal_wish& wish,
                                     actors::shared_config config);

  caf::actor_system& system_;
  actors::core handles_;
  std::atomic<bool> ending_{false};
  std::atomic<std::size_t> waiting_{0};
  base::job_threads thread_{1, base::job_threads::at_end::drop};
};

} // namespace troupe::rehearsal
