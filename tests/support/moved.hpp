// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/observe/counters.hpp"

namespace troupe::support {

/// How far a counter has moved since this was made.
template <class What>
class moved {
public:
  explicit moved(What which) : which_(which), before_(now()) {}

  std::uint64_t by() const { return now() - before_; }

private:
  std::uint64_t now() const { return observe::totals::now().of(which_); }

  What which_;
  std::uint64_t before_;
};

} // namespace troupe::support
