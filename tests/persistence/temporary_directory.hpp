// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace troupe::persistence {

/// A directory of one's own, removed with all that is in it.
class temporary_directory {
public:
  explicit temporary_directory(const std::filesystem::path& parent
                               = std::filesystem::temp_directory_path()) {
    auto name = (parent / "troupe-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;
  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const char* name) const {
    return path_ / name;
  }

private:
  std::filesystem::path path_;
};

inline std::string bytes_of_file(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline void write_file(const std::filesystem::path& file,
                       const std::string& bytes) {
  std::ofstream{file, std::ios::binary} << bytes;
}

} // namespace troupe::persistence
