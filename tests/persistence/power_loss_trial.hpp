// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::persistence {

/// What a trial has found.
struct power_loss_report {
  std::string fault; ///< empty: all is as it must be
  int losses_of_power = 0;
  std::uint64_t answered = 0;  ///< transactions answered as committed
  std::uint64_t under_way = 0; ///< batches that were there, but not answered
};

/// A store on a disk that loses its power one to three times, at any moment, as
/// `seed` has it. Batches of transactions run as the storage actor runs them.
/// After each loss the store must open, be sound and have all that was
/// answered, in order; of the batch under way all or nothing.
/// @param synchronous  how SQLite is told to sync
power_loss_report power_loss_trial(std::uint64_t seed,
                                   std::string_view synchronous = "FULL");

} // namespace troupe::persistence
