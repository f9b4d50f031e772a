// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "actors/base/trace.hpp"
#include "actors/observe/counters.hpp"
#include "actors/observe/trace_record.hpp"

namespace troupe::rehearsal {

/// While it lives, what this thread does is seen by nobody else: what the tap
/// records comes here, and what is counted is in no sum.
class recording {
public:
  /// Records; the assembler keeps fewer.
  static constexpr std::size_t most = 100'000;

  recording();

  /// What was sent for the stanza, or waits for it, and was not handled yet.
  std::size_t open() const { return open_; }
  /// The way of the stanza with that trace; what there was no room for is among
  /// what it has dropped. To be called once.
  observe::trace_record way_of(std::uint64_t trace, bool with_payload);

private:
  void take(base::trace::record r);

  std::vector<base::trace::record> records_;
  std::size_t open_ = 0;
  std::size_t beyond_ = 0; ///< records that there was no room for
  base::trace::diversion diversion_;
  observe::uncounted uncounted_;
};

} // namespace troupe::rehearsal
