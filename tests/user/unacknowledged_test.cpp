// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/unacknowledged.hpp"

namespace unacknowledged_test {

using namespace troupe;
using user::unacknowledged;

namespace {

xml::stanza message(std::string_view id) {
  return xml::stanza{xml::stanza_kind::message, "chat", id};
}

unacknowledged with(std::initializer_list<const char*> ids) {
  unacknowledged q;
  for (auto id : ids)
    q.add(message(id), {});
  return q;
}

} // namespace

TEST_CASE("what is sent is numbered, and kept until it is acknowledged") {
  auto q = with({"a", "b", "c"});
  CHECK(q.sent() == 3);
  CHECK(q.bytes() > 0);

  CHECK(q.acknowledge(2) == 2);
  REQUIRE(q.size() == 1);
  CHECK(q.entries().front().stanza.id() == "c");
  CHECK(q.entries().front().number == 3);
  CHECK(q.acknowledge(2) == 0); // once more
  CHECK(q.acknowledge(3) == 1);
  CHECK(q.empty());
  CHECK(q.bytes() == 0);
}

TEST_CASE("more than was sent cannot be acknowledged") {
  auto q = with({"a"});
  CHECK_FALSE(q.acknowledge(2));
  CHECK(q.size() == 1);
  CHECK(q.acknowledge(1) == 1);
  CHECK_FALSE(q.acknowledge(0)); // nor less than before
}

TEST_CASE("numbers begin anew behind 2^32 - 1") {
  unacknowledged q;
  q.begin(0xffff'fffe);
  q.add(message("a"), {});
  q.add(message("b"), {});
  q.add(message("c"), {});

  CHECK(q.entries()[1].number == 0);
  CHECK(q.acknowledge(0) == 2);
  CHECK(q.entries().front().number == 1);
  CHECK(q.sent() == 1);
}

TEST_CASE("after a crash the client may have more than was in the journal") {
  auto q = with({"a", "b"}); // stored; two more were on their way
  q.add(message("c"), {});   // queued since

  CHECK(q.reconcile(4, 2) == 2);
  REQUIRE(q.size() == 1);
  CHECK(q.entries().front().stanza.id() == "c");
  CHECK(q.entries().front().number == 5);
  CHECK(q.sent() == 5);
}

TEST_CASE("after a crash the client may have less than was in the journal") {
  auto q = with({"a", "b"});
  q.add(message("c"), {});

  CHECK(q.reconcile(1, 2) == 0);
  CHECK(q.size() == 2);
  CHECK(q.entries().front().number == 2);
}

TEST_CASE("what is put back keeps its numbers") {
  unacknowledged q;
  q.begin(4);
  q.restore({5, message("a"), {}});
  q.restore({6, message("b"), {}});

  CHECK(q.acknowledged() == 4);
  CHECK(q.sent() == 6);
  CHECK(q.bytes() > 0);
  const auto all = q.take();
  CHECK(all.size() == 2);
  CHECK(q.empty());
  CHECK(q.sent() == 6);
}

} // namespace unacknowledged_test
