// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_journal.hpp"

#include <algorithm>
#include <utility>

namespace troupe::muc {

namespace {

using base::trace::parked;

} // namespace

void room_journal::add(persistence::operation what) {
  bytes_ += persistence::size_of(what);
  waiting_.push_back(std::move(what));
  const auto at = base::trace::here;
  if (!at || (at.trace == last_of_.trace && at.span == last_of_.span))
      [[likely]]
    return;
  waiting_of_.emplace_back("store");
  last_of_ = at;
}

void room_journal::flush() {
  if (writing_ || waiting_.empty())
    return;
  bytes_ = 0;
  writing_ = std::make_shared<const persistence::transaction>(
      std::exchange(waiting_, {}));
  writing_of_ = std::exchange(waiting_of_, {});
  last_of_ = {};
  write();
}

/// What is written for several is shown in the trace of the first; the others
/// wait until it is done.
void room_journal::write() {
  const base::trace::scope apart{base::trace::position{}};
  const auto first = writing_of_.empty() ? parked{} : writing_of_.front();
  const parked::running again{first};
  port_.write(writing_);
}

/// Is told of it in the trace of the first, of which nothing more is.
void room_journal::written(bool well) {
  const base::trace::scope apart{base::trace::position{}};
  failing_ = !well;
  if (well) {
    writing_.reset();
    for (const auto& p : std::exchange(writing_of_, {}))
      const parked::running done{p};
  }
  answer(well);
  if (!well)
    return port_.retry_later();
  flush();
}

void room_journal::retry() {
  if (writing_)
    write();
}

void room_journal::when_stored(std::function<void(bool)> then) {
  flush();
  if (failing_)
    return then(false);
  if (!writing_)
    return then(true);
  questions_.push_back(
      {waiting_.empty() ? 1U : 2U, std::move(then), parked{"store"}});
}

void room_journal::when_written(std::function<void()> then) {
  when_stored([then = std::move(then)](bool) { then(); });
}

void room_journal::answer(bool well) {
  for (auto& q : questions_)
    --q.writes;
  auto is_open = [well](const question& q) { return well && q.writes > 0; };
  auto all = std::exchange(questions_, {});
  auto done = std::stable_partition(all.begin(), all.end(), is_open);
  std::vector<question> due(std::make_move_iterator(done),
                            std::make_move_iterator(all.end()));
  all.erase(done, all.end());
  questions_ = std::move(all);
  for (auto& q : due) {
    const parked::running again{q.trace};
    q.then(well);
  }
}

} // namespace troupe::muc
