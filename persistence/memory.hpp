// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "persistence/store.hpp"

namespace troupe::persistence {

/// A store that forgets everything when it goes: for tests, and the plain
/// yardstick that the other drivers are compared with.
std::unique_ptr<store> open_memory();

} // namespace troupe::persistence
