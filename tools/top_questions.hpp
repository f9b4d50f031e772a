// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "tools/top_model.hpp"
#include "tools/top_source.hpp"

namespace troupe::tools {

/// Asks a source on threads of its own, so that keys are never kept waiting.
class top_questions {
public:
  explicit top_questions(top_source& source);
  /// Stops the source and waits for the threads.
  ~top_questions();
  top_questions(const top_questions&) = delete;
  top_questions& operator=(const top_questions&) = delete;

  /// Readable when there is something to take.
  int descriptor() const { return ready_; }
  /// Gives the model what has come. @returns whether a census was in it
  bool give(top_model& model);
  /// Finds out about an actor; an earlier question that nobody has begun with
  /// is forgotten.
  void ask(const std::string& jid);
  bool is_asking() const;

private:
  struct answer {
    std::string jid;
    top_details details;
  };

  void follow();
  void answer_questions();
  top_details find_out(const std::string& jid);
  void tell() const;

  top_source& source_;
  int ready_;
  mutable std::mutex lock_;
  std::condition_variable asked_;
  std::optional<nlohmann::json> census_; ///< only the newest is of use
  std::optional<std::string> ended_;
  std::optional<answer> answer_;
  std::optional<std::string> question_;
  bool asking_ = false;
  bool stopped_ = false;
  std::thread follower_;
  std::thread asker_;
};

} // namespace troupe::tools
