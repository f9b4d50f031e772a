// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "actors/muc/room.hpp"

namespace troupe::muc {

template <class F>
void room::send_others(const occupant& of, F make) {
  const auto [with_jids, without] = others_than(of);
  if (!with_jids->empty())
    context_.send_all(with_jids, make(true));
  if (!without->empty())
    context_.send_all(without, make(false));
}

} // namespace troupe::muc
