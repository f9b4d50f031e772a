// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/pretending_engine.hpp"

#include <algorithm>
#include <utility>

namespace troupe::rehearsal {

namespace {

using persistence::answers;
using persistence::result;
using persistence::transaction;

/// All others always succeed.
bool may_fail(const persistence::operation& op) {
  const auto* append = std::get_if<persistence::append>(&op);
  return append != nullptr && !append->once;
}

/// Whether there may be one less afterwards, of whatever is listed.
bool may_remove(const persistence::operation& op) {
  return std::holds_alternative<persistence::remove_logged>(op)
         || std::holds_alternative<persistence::remove_document>(op)
         || std::holds_alternative<persistence::remove_owner>(op);
}

} // namespace

void pretending_engine::execute(
    std::vector<persistence::shared_transaction> batch, completion done) {
  storage::outcomes all;
  for (const auto& each : batch)
    all.push_back(run(*each));
  done(std::move(all));
}

result<answers> pretending_engine::run(const transaction& ops) {
  transaction reads;
  std::vector<std::size_t> places;
  std::size_t removals = 0;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (auto wanted = written_.wanted(ops[i], removals)) {
      reads.push_back(std::move(*wanted));
      places.push_back(i);
    }
    removals += may_remove(ops[i]) ? 1 : 0;
  }
  std::vector<persistence::answer> stored(ops.size());
  if (!reads.empty()) {
    auto came = live_.read(std::move(reads));
    if (!came)
      return came.error();
    for (std::size_t i = 0; i < places.size(); ++i)
      stored[places[i]] = std::move(came->at(i));
  }
  if (std::ranges::none_of(ops, may_fail))
    return pretend(ops, std::move(stored));
  auto before = written_; // one that fails leaves nothing behind
  auto outcome = pretend(ops, std::move(stored));
  if (!outcome)
    written_ = std::move(before);
  return outcome;
}

result<answers>
pretending_engine::pretend(const transaction& ops,
                           std::vector<persistence::answer> stored) {
  answers all;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    auto one = written_.pretend(ops[i], std::move(stored[i]));
    if (!one)
      return one.error();
    all.push_back(std::move(*one));
  }
  return all;
}

} // namespace troupe::rehearsal
