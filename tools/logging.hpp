// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace troupe::tools {

inline constexpr std::string_view log_levels[]
    = {"trace", "debug", "info", "warning", "error", "critical"};

/// Sends the log to standard error: with colours on a terminal; with the
/// priorities that journald reads where it listens (sd-daemon(3)), which keeps
/// the time itself; else plain. Whoever follows the log has a tap beside that.
void start_logging(const std::string& level);

/// Of standard error; those who follow the log have their own.
/// @pre one of `log_levels`, and the log was started
void set_log_level(const std::string& level);

} // namespace troupe::tools
