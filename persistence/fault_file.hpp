// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "persistence/faulty.hpp"

namespace troupe::persistence {

/// Names the file that `follow_file` follows; heeded by builds with tests only.
inline constexpr auto fault_variable = "TROUPE_STORAGE_FAULTS";

/// A script that does what the first line of `file` says, looked at every few
/// milliseconds, so that another process can make the store of a daemon fail:
/// `pause`, `refuse`, `fail_writes N` or `fail_commits N`. With no file, or
/// anything else in it, all goes well again.
std::shared_ptr<fault_script> follow_file(const std::filesystem::path& file);

} // namespace troupe::persistence
