// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "persistence/store.hpp"

namespace troupe::persistence {

/// Opens the store of `driver` ("memory" or "sqlite") in `data_dir`, bringing
/// its schema up to date in one transaction. A corrupt or newer database is
/// refused and left as it is.
result<std::unique_ptr<store>> open(std::string_view driver,
                                    const std::filesystem::path& data_dir);

/// The names that `open` knows.
inline constexpr std::string_view drivers[] = {"sqlite", "memory"};

} // namespace troupe::persistence
