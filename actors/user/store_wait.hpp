// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/base/trace.hpp"

namespace troupe::user {

/// A wait for the store, and within which trace. What several wait for goes in
/// one transaction, so each of them goes on in a trace of its own.
struct store_wait {
  base::trace::position at; ///< where it began; in none: nobody follows it
  base::trace::parked hop;

  static store_wait begin() {
    return {base::trace::here, base::trace::parked{"store"}};
  }
  /// What `f` does belongs to that trace, or to none.
  template <class F>
  void go_on(F f) const {
    const base::trace::scope apart{base::trace::position{}};
    const base::trace::parked::running again{hop};
    f();
  }
};

/// Where what all of them wait for belongs: to the first that is followed.
template <class Waiting>
base::trace::position first_followed(const Waiting& all) {
  for (const auto& each : all)
    if (each.waits.at)
      return each.waits.at;
  return {};
}

} // namespace troupe::user
