// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace troupe::config {

/// A configuration file in a fresh directory, removed with the object.
class text_file {
public:
  explicit text_file(std::string_view text) {
    auto name
        = (std::filesystem::temp_directory_path() / "troupe-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    std::ofstream{path()} << text;
  }
  ~text_file() { std::filesystem::remove_all(directory_); }
  text_file(const text_file&) = delete;
  text_file& operator=(const text_file&) = delete;

  std::filesystem::path path() const { return directory_ / "t.toml"; }

private:
  std::filesystem::path directory_;
};

} // namespace troupe::config
