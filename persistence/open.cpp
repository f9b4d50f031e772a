// SPDX-License-Identifier: Apache-2.0
#include "persistence/open.hpp"

#include <string>

#include "persistence/memory.hpp"
#include "persistence/sqlite.hpp"

namespace troupe::persistence {

result<std::unique_ptr<store>> open(std::string_view driver,
                                    const std::filesystem::path& data_dir) {
  if (driver == "sqlite")
    return open_sqlite(data_dir);
  if (driver == "memory")
    return open_memory();
  std::string known;
  for (auto name : drivers)
    known += (known.empty() ? "" : ", ") + std::string{name};
  return store_error{store_errc::unavailable, "there is no storage driver '"
                                                  + std::string{driver}
                                                  + "'; known are: " + known};
}

} // namespace troupe::persistence
