// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/recording.hpp"

#include <utility>

#include "actors/observe/assembler.hpp"

namespace troupe::rehearsal {

recording::recording()
    : diversion_([this](base::trace::record r) { take(std::move(r)); }) {
}

void recording::take(base::trace::record r) {
  using base::trace::event;
  // Of nothing that is followed: while there is a census, any message.
  if (r.trace == 0 || r.what == event::alone)
    return;
  if (r.what == event::sent)
    ++open_;
  else if ((r.what == event::handled || r.what == event::lost) && open_ > 0)
    --open_;
  if (records_.size() < most)
    records_.push_back(std::move(r));
  else
    ++beyond_;
}

observe::trace_record recording::way_of(std::uint64_t trace,
                                        bool with_payload) {
  observe::trace_record way;
  observe::assembler all{[&](observe::trace_record made) {
    if (made.id == trace)
      way = std::move(made);
  }};
  for (auto& each : std::exchange(records_, {}))
    all.take(std::move(each), with_payload);
  all.settle(base::trace::now(), true);
  way.dropped += beyond_;
  return way;
}

} // namespace troupe::rehearsal
