// SPDX-License-Identifier: Apache-2.0
#include "persistence/fault_file.hpp"

#include <thread>

#include <catch2/catch.hpp>

#include "persistence/memory.hpp"
#include "temporary_directory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

namespace {

constexpr int patience = 1'000'000;

/// Whether `done` comes true while other threads get their turns.
bool soon(const std::function<bool()>& done) {
  for (int tries = 0; tries < patience; ++tries) {
    if (done())
      return true;
    std::this_thread::yield();
  }
  return false;
}

struct followed_store {
  temporary_directory where;
  std::filesystem::path file = where / "faults";
  std::shared_ptr<fault_script> script = follow_file(file);
  std::unique_ptr<store> db = make_faulty(open_memory(), script);

  bool put() { return db->put_document("a", "d", "1").has_value(); }
};

} // namespace

TEST_CASE("a store fails as long as its fault file says so") {
  auto line = GENERATE("refuse", "fail_writes 1000000");
  followed_store s;
  CHECK(s.put());

  write_file(s.file, line);
  CHECK(soon([&] { return !s.put(); }));

  std::filesystem::remove(s.file);
  CHECK(soon([&] { return s.put(); }));
}

TEST_CASE("a store stands still as long as its fault file says so") {
  followed_store s;
  write_file(s.file, "pause");
  std::jthread other{[&] {
    while (s.script->calls() < 10'000'000 && s.put())
      std::this_thread::yield();
  }};
  auto still = [&] {
    auto before = s.script->calls();
    for (int turns = 0; turns < 10'000; ++turns)
      std::this_thread::yield();
    return before > 0 && s.script->calls() == before;
  };
  CHECK(soon(still));

  write_file(s.file, "refuse");
  other.join();
  CHECK_FALSE(s.put());
}

} // namespace troupe::persistence
