// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::host {

/// All parts of a host: one line each in the .cpp.
const part::host_catalogue& host_parts();

} // namespace troupe::host
