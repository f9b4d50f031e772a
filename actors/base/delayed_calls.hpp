// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace troupe::base {

/// Calls that wait for a timer message. CAF 0.17 cannot cancel a delayed
/// message; a call that was dropped here is simply not there when it fires.
class delayed_calls {
public:
  std::uint64_t add(std::function<void()> call) {
    calls_.emplace(++last_, std::move(call));
    return last_;
  }

  void fire(std::uint64_t id) {
    auto call = calls_.extract(id);
    if (!call.empty())
      call.mapped()();
  }

  void drop(std::uint64_t id) { calls_.erase(id); }
  bool empty() const { return calls_.empty(); }

private:
  std::map<std::uint64_t, std::function<void()>> calls_;
  std::uint64_t last_ = 0;
};

} // namespace troupe::base
