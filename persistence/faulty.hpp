// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

#include "persistence/store.hpp"

namespace troupe::persistence {

/// What a faulty store shall do wrong. Shared with it, so that a test may say
/// so while the storage thread works.
class fault_script {
public:
  /// The next `count` writes fail and do nothing.
  void fail_writes(std::size_t count, store_error why);
  /// The next `count` commits fail and undo their transaction.
  void fail_commits(std::size_t count, store_error why);
  /// Everything but a rollback fails until `accept`.
  void refuse(store_error why);
  void accept();
  /// Every call waits, as on a disk that hangs, until `resume`.
  void pause();
  void resume();

  /// Calls that waited or went through, and commits that succeeded.
  std::size_t calls() const;
  std::size_t commits() const;

private:
  friend class faulty_store;

  enum class kind { read, write, commit, rollback };

  /// Waits while paused; what the call shall answer instead of its work.
  std::optional<store_error> next(kind call);
  void committed();

  mutable std::mutex mutex_;
  std::condition_variable resumed_;
  bool paused_ = false;
  std::optional<store_error> refused_;
  std::size_t writes_to_fail_ = 0;
  std::size_t commits_to_fail_ = 0;
  store_error write_error_;
  store_error commit_error_;
  std::size_t calls_ = 0;
  std::size_t commits_ = 0;
};

/// `db` behind the faults of `script`: for tests of what stands above a store.
std::unique_ptr<store> make_faulty(std::unique_ptr<store> db,
                                   std::shared_ptr<fault_script> script);

} // namespace troupe::persistence
