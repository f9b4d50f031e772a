// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <utility>

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// An audience that hears nothing after the end, whoever brings it about, and
/// on whichever thread.
class listener {
public:
  explicit listener(audience to) : to_(std::move(to)) {}

  void hear(nlohmann::json event) {
    if (!over_)
      to_.event(std::move(event));
  }
  void hear_end(outcome<nlohmann::json> came) {
    if (leave())
      to_.ended(std::move(came));
  }
  /// @returns whether it was there until now
  bool leave() { return !over_.exchange(true); }

private:
  audience to_;
  std::atomic<bool> over_ = false;
};

} // namespace troupe::admin
