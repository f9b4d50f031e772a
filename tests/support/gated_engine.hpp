// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <caf/make_message.hpp>

#include "actors/components.hpp"
#include "persistence/store.hpp"

namespace troupe::support {

/// A storage engine on the test's thread: at once, later, or not at all.
class gated_engine final : public storage::engine {
public:
  explicit gated_engine(std::shared_ptr<persistence::store> db)
      : db_(std::move(db)) {}

  void execute(std::vector<persistence::shared_transaction> batch,
               completion done) override;
  /// From now on batches wait for `complete_one` or `release`.
  void hold() { held_ = true; }
  bool complete_one(); ///< false: nothing waits
  void release();
  /// All batches fail with that, or again do not.
  void fail(std::optional<persistence::store_error> why) { failure_ = why; }
  std::size_t waiting() const { return jobs_.size(); }
  /// Writes that it was given for `owner` so far.
  std::size_t writes_for(std::string_view owner) const;

private:
  struct job {
    std::vector<persistence::shared_transaction> batch;
    completion done;
  };
  void complete(const job& j);

  std::shared_ptr<persistence::store> db_;
  std::deque<job> jobs_;
  bool held_ = false;
  std::optional<persistence::store_error> failure_;
  std::map<std::string, std::size_t, std::less<>> writes_; // by owner
};

/// A hashing pool whose jobs run at once, or when told to.
class gated_hashing final : public auth::hashing_pool {
public:
  void submit(job work) override;
  void hold() { held_ = true; }
  void release();

private:
  std::deque<job> jobs_;
  bool held_ = false;
};

} // namespace troupe::support
