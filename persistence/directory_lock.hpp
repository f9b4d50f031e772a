// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "persistence/store.hpp"

namespace troupe::persistence {

/// The right to use a data directory alone: a lock on `troupe.lock` in it,
/// which the kernel gives back when the process ends in whatever way. The file
/// holds the process id and is never removed.
class directory_lock {
public:
  /// `in_use` where somebody has it, this process included.
  static result<directory_lock> take(const std::filesystem::path& data_dir);

  /// The process that has the directory now, or nothing; 0 where its id cannot
  /// be read. Takes no lock itself, so asking disturbs no daemon that starts.
  static std::optional<int> holder(const std::filesystem::path& data_dir);

  directory_lock(directory_lock&& other) noexcept;
  directory_lock& operator=(directory_lock&& other) noexcept;
  ~directory_lock();

private:
  explicit directory_lock(int descriptor) noexcept;

  int descriptor_ = -1;
};

} // namespace troupe::persistence
