// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>

#include "actors/admin/catalogue.hpp"
#include "tests/persistence/temporary_directory.hpp"

namespace command_files_test {

using namespace troupe;

TEST_CASE("each command has a file of its own, by its name") {
  const std::filesystem::path folder
      = TROUPE_SOURCE_DIR "/actors/admin/commands";
  for (const auto& each : admin::commands()) {
    std::string stem{each.name};
    std::ranges::replace(stem, ' ', '_');
    INFO(stem);

    const auto text = persistence::bytes_of_file(folder / (stem + ".cpp"));

    CHECK(text.find("\ncommand " + stem + "() {") != std::string::npos);
    CHECK(text.find("\ncommand ") == text.rfind("\ncommand "));
  }
}

} // namespace command_files_test
