// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/fwd.hpp>

namespace troupe::base {

/// Whose message this thread is handling; null: nobody's.
inline constinit thread_local caf::local_actor* handling = nullptr;

} // namespace troupe::base
