// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include <catch2/catch.hpp>

#include "actors/base/queue.hpp"

namespace queue_test {

using troupe::base::queue;

namespace {

queue<int> filled(int from, int to) {
  queue<int> q;
  for (int i = from; i < to; ++i)
    q.push_back(i);
  return q;
}

} // namespace

TEST_CASE("what goes into a queue first comes out first") {
  auto q = filled(0, 100);

  for (int i = 0; i < 1'000; ++i) {
    CHECK(q.front() == i);
    CHECK(q.size() == 100);
    q.pop_front();
    q.push_back(100 + i);
  }

  CHECK(q.back() == 1'099);
  CHECK(q[0] == 1'000);
  CHECK(q[99] == 1'099);
}

TEST_CASE("what has left a queue is destroyed at once") {
  auto x = std::make_shared<int>(1);
  queue<std::shared_ptr<int>> q;
  q.push_back(x);
  q.push_back(nullptr);

  q.pop_front();

  CHECK(x.use_count() == 1);
  CHECK(q.size() == 1);
}

TEST_CASE("a queue that was moved from is empty and can be used") {
  auto q = filled(0, 3);
  q.pop_front();

  auto other = std::exchange(q, {});
  auto third = std::move(other);
  q.push_back(7);

  CHECK(q.size() == 1);
  CHECK(q.front() == 7);
  CHECK(third.size() == 2);
  CHECK(third.front() == 1);
  CHECK(std::move(other).empty());
}

TEST_CASE("a queue that is shrunk keeps what is in it") {
  auto q = filled(0, 5);
  q.pop_front();

  q.shrink();

  CHECK(q.size() == 4);
  CHECK(q.front() == 1);
}

} // namespace queue_test
