// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "net/file_watch.hpp"
#include "tests/net/test_certificates.hpp"
#include "tests/net/test_loop.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
using namespace std::chrono_literals;

namespace {

struct watched : test_loop {
  scratch_directory where;
  std::filesystem::path a = where.write("a", "1");
  std::filesystem::path b = where.write("b", "1");
  int changes = 0;
  std::unique_ptr<file_watch> watch = std::make_unique<file_watch>(
      io, std::vector{a, b, where / "absent"}, 2ms, [this] { ++changes; });
};

} // namespace

TEST_CASE("a watch tells of a file that was written") {
  watched w;

  w.where.write("b", "22");
  REQUIRE(w.until([&] { return w.changes == 1; }));

  w.where.write("a", "333");
  REQUIRE(w.until([&] { return w.changes == 2; }));
}

TEST_CASE("a watch tells of a file that was replaced, came or went") {
  watched w;

  std::filesystem::rename(w.where.write("new", "1"), w.a);
  REQUIRE(w.until([&] { return w.changes == 1; }));

  w.where.write("absent", "here");
  REQUIRE(w.until([&] { return w.changes == 2; }));

  std::filesystem::remove(w.b);
  REQUIRE(w.until([&] { return w.changes == 3; }));
}

TEST_CASE("a watch waits until files have settled") {
  watched w;
  std::string text = "1";
  const auto grow = [&] { w.where.write("a", text += "x"); };

  // Each look finds another size, so none is told.
  for (int look = 0; look < 5; ++look) {
    grow();
    w.io.restart();
    w.io.run_one();
  }
  CHECK(w.changes == 0);

  REQUIRE(w.until([&] { return w.changes == 1; }));
}

TEST_CASE("files that stay the same are not told, nor any after the end") {
  watched w;
  for (int look = 0; look < 5; ++look) {
    w.io.restart();
    w.io.run_one();
  }
  CHECK(w.changes == 0);

  w.where.write("a", "22");
  w.watch.reset();
  w.io.restart();
  w.io.run(); // ends, since no timer is left
  CHECK(w.changes == 0);
}
