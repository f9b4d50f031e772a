// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace troupe::config {

/// The line of a value that was valid when it was read but proved wrong later
/// (a key file that is missing, a port in use): `path` is like "c2s.listen[1]"
/// or "host[0].certificate", counted from 0. 0 where it is not in the file.
std::size_t line_of(const std::filesystem::path& file, std::string_view path);

} // namespace troupe::config
