// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/top_source.hpp"

namespace troupe::tools {

/// Shows what the source tells, full-screen, until the user or a signal
/// (SIGINT, SIGTERM, SIGHUP) ends it; the terminal is as before then.
/// @returns why it could not begin, or why the source had ended by then; empty
/// if there is nothing to tell
std::string run_top(top_source& source);

} // namespace troupe::tools
