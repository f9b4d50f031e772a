// SPDX-License-Identifier: Apache-2.0
#include "tests/support/gated_engine.hpp"

#include <utility>

namespace troupe::support {

namespace {

std::string owner_of(const persistence::operation& op) {
  return std::visit(
      [](const auto& o) -> std::string {
        if constexpr (requires { o.owner; })
          return o.owner;
        else
          return {};
      },
      op);
}

} // namespace

std::size_t gated_engine::writes_for(std::string_view owner) const {
  auto at = writes_.find(owner);
  return at == writes_.end() ? 0 : at->second;
}

void gated_engine::execute(std::vector<persistence::shared_transaction> batch,
                           completion done) {
  for (const auto& transaction : batch)
    for (const auto& op : *transaction)
      if (persistence::is_write(op))
        ++writes_[owner_of(op)];
  job j{std::move(batch), std::move(done)};
  if (held_)
    jobs_.push_back(std::move(j));
  else
    complete(j);
}

bool gated_engine::complete_one() {
  if (jobs_.empty())
    return false;
  auto j = std::move(jobs_.front());
  jobs_.pop_front();
  complete(j);
  return true;
}

void gated_engine::release() {
  held_ = false;
  while (complete_one()) {
  }
}

void gated_engine::complete(const job& j) {
  if (!failure_)
    return j.done(persistence::run_batch(*db_, j.batch));
  storage::outcomes all;
  for (std::size_t i = 0; i < j.batch.size(); ++i)
    all.emplace_back(*failure_);
  j.done(std::move(all));
}

void gated_hashing::submit(job work) {
  if (held_)
    jobs_.push_back(std::move(work));
  else
    work();
}

void gated_hashing::release() {
  held_ = false;
  for (auto& work : std::exchange(jobs_, {}))
    work();
}

} // namespace troupe::support
