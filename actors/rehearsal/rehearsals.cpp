// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/rehearsals.hpp"

#include <utility>

#include "actors/rehearsal/live_actors.hpp"
#include "actors/rehearsal/rehearse.hpp"

namespace troupe::rehearsal {

rehearsals::rehearsals(caf::actor_system& system, actors::core handles)
    : system_(system), handles_(std::move(handles)) {
}

rehearsals::~rehearsals() {
  ending_ = true;
}

void rehearsals::submit(const admin::rehearsal_wish& wish,
                        actors::shared_config config,
                        admin::reply<nlohmann::json> done) {
  if (++waiting_ > most_waiting) {
    --waiting_;
    return done(admin::failure{admin::failure_code::busy,
                               "other stanzas are being explained; try again "
                               "later"});
  }
  thread_.submit([this, wish, config = std::move(config),
                  done = std::move(done)]() mutable {
    auto came = run(wish, std::move(config));
    --waiting_;
    done(std::move(came));
  });
}

admin::outcome<nlohmann::json>
rehearsals::run(const admin::rehearsal_wish& wish,
                actors::shared_config config) {
  setting s;
  s.config = std::move(config);
  s.started = handles_.started;
  s.until = std::chrono::steady_clock::now() + longest;
  live_actors live{system_, handles_, s.until, ending_};
  return rehearse(wish, s, live);
}

} // namespace troupe::rehearsal
