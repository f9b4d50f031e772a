// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>

#include "actors/admin/audit_file.hpp"
#include "actors/base/job_threads.hpp"

namespace troupe::admin {

/// The audit file, on a thread of its own. What comes while too much waits for
/// the disk is dropped and counted; the next entry tells how many.
class audit_log {
public:
  explicit audit_log(const std::filesystem::path& file,
                     std::size_t most_waiting = 1'000)
      : most_waiting_(most_waiting), path_(file), file_(file) {}

  // All from any thread; none blocks.
  void add(nlohmann::json entry);
  /// After the file was moved away.
  void reopen();
  /// The last entries, with all that was added before; answers on the log's
  /// thread.
  void last(std::size_t limit, reply<std::vector<nlohmann::json>> done);

private:
  void write(const nlohmann::json& entry);

  const std::size_t most_waiting_;
  const std::filesystem::path path_;
  std::mutex mutex_;
  std::size_t waiting_ = 0;
  std::uint64_t dropped_ = 0;
  audit_file file_;             ///< the thread's
  bool failing_ = false;        ///< the same
  base::job_threads thread_{1}; ///< finishes what waits, so it goes first
};

} // namespace troupe::admin
