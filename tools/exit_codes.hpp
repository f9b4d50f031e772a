// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace troupe::tools {

/// Exit codes of both commands, documented in docs/operations.md.
enum exit_code : int {
  exit_ok = 0,
  exit_failed = 1,
  exit_usage = 2,
  exit_not_running = 3,
  exit_configuration = 78, ///< EX_CONFIG of sysexits.h
};

} // namespace troupe::tools
