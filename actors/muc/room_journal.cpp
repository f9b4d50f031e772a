// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_journal.hpp"

#include <algorithm>
#include <utility>

namespace troupe::muc {

void room_journal::add(persistence::operation what) {
  bytes_ += persistence::size_of(what);
  waiting_.push_back(std::move(what));
}

void room_journal::flush() {
  if (writing_ || waiting_.empty())
    return;
  bytes_ = 0;
  writing_ = std::make_shared<const persistence::transaction>(
      std::exchange(waiting_, {}));
  port_.write(writing_);
}

void room_journal::written(bool well) {
  failing_ = !well;
  if (well)
    writing_.reset();
  answer(well);
  if (!well)
    return port_.retry_later();
  flush();
}

void room_journal::retry() {
  if (writing_)
    port_.write(writing_);
}

void room_journal::when_stored(std::function<void(bool)> then) {
  flush();
  if (failing_)
    return then(false);
  if (!writing_)
    return then(true);
  questions_.push_back({waiting_.empty() ? 1U : 2U, std::move(then)});
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
  for (auto& q : due)
    q.then(well);
}

} // namespace troupe::muc
