// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace troupe::persistence {

/// A file as a disk has it: what was synced, and what was written since.
struct forgetful_file {
  struct change {
    std::int64_t at = 0;
    std::optional<std::string> bytes; ///< none: the file is cut at `at`
  };

  void sync();

  std::string synced;
  std::vector<change> pending;
};

/// A disk that loses its power: a file layer (VFS) for SQLite above the
/// system's, which keeps for each file and name what was synced apart from what
/// was not. From the operation `fail_at` on everything fails; `restore` then
/// makes what such a disk can have when it is switched on again. One at a time.
class forgetful_disk {
public:
  /// What is in `directory` already counts as synced. Operations are writes,
  /// cuts, syncs, and making and removing files.
  forgetful_disk(const std::filesystem::path& directory, std::uint64_t fail_at);
  forgetful_disk(const forgetful_disk&) = delete;
  forgetful_disk& operator=(const forgetful_disk&) = delete;
  ~forgetful_disk();

  const char* vfs() const { return "forgetful"; }
  bool is_down() const { return operations_ >= fail_at_; }
  std::uint64_t operations() const { return operations_; }
  void power_off() { fail_at_ = operations_; }

  /// Writes the files that are left to the directory `where`. Of what was not
  /// synced nothing survives, or all, or any part in any order, sectors of 512
  /// bytes torn; likewise the names of files that were made or removed.
  void restore(const std::filesystem::path& where,
               std::mt19937_64& chance) const;

private:
  friend struct forgetful_layer;
  using file_ptr = std::shared_ptr<forgetful_file>;

  /// A name that was given to a file, or taken away (null).
  struct naming {
    std::string name;
    file_ptr file;
  };

  /// Counts an operation; false from the one on that fails.
  bool step();
  /// The file of that name, made where it is new.
  file_ptr opened(const std::string& name);
  void sync_directory();

  std::map<std::string, file_ptr> names_; ///< as programs see them
  std::map<std::string, file_ptr> synced_names_;
  std::vector<naming> pending_names_;
  std::uint64_t fail_at_;
  std::uint64_t operations_ = 0;
  std::unique_ptr<sqlite3_vfs> layer_;
};

} // namespace troupe::persistence
