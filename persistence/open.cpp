// SPDX-License-Identifier: Apache-2.0
#include "persistence/open.hpp"

#include <cstdlib>
#include <string>

#include "persistence/fault_file.hpp"
#include "persistence/memory.hpp"
#include "persistence/sqlite.hpp"

namespace troupe::persistence {

namespace {

result<std::unique_ptr<store>>
open_driver(std::string_view driver, const std::filesystem::path& data_dir) {
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

} // namespace

result<std::unique_ptr<store>> open(std::string_view driver,
                                    const std::filesystem::path& data_dir) {
  auto opened = open_driver(driver, data_dir);
#ifdef TROUPE_STORAGE_FAULTS
  if (auto* file = std::getenv(fault_variable); file && opened)
    return make_faulty(std::move(*opened), follow_file(file));
#endif
  return opened;
}

} // namespace troupe::persistence
