// SPDX-License-Identifier: Apache-2.0
// What an archive costs: appends with and without words to be found by, and a
// page of 50 at the start, in the middle and at the end of archives of three
// sizes. CPU time of this process in microseconds, all of it: parsing SQL is
// done once, as in the server.
//
//   archive_paging DIRECTORY [ENTRIES...]
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "persistence/operation.hpp"
#include "persistence/sqlite.hpp"
#include "xml/words.hpp"

namespace {

using namespace troupe;

constexpr int batch_size = 200; // transactions of one commit
constexpr int peers = 100;
constexpr int rounds = 20;
constexpr auto owner = "alice@example.org";

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec)
         + static_cast<double>(now.tv_nsec) / 1e9;
}

std::string id_of(std::size_t n) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx",
                static_cast<unsigned long long>(n * 0x9e3779b97f4a7c15U));
  return text;
}

/// Ten words out of 20,000, the first ones more often.
std::string text(std::mt19937& random) {
  std::string all;
  for (int i = 0; i < 10; ++i) {
    auto share = std::generate_canonical<double, 32>(random);
    all += 'w'
           + std::to_string(static_cast<int>(20'000 * share * share * share))
           + ' ';
  }
  return all;
}

persistence::log_entry entry(std::size_t n, std::mt19937& random,
                             bool searchable) {
  auto peer = "peer" + std::to_string(random() % peers) + "@example.net";
  auto body = text(random);
  return {id_of(n), static_cast<std::int64_t>(n) * 1'000'000, peer,
          "<message from='" + peer
              + "/r' to='alice@example.org' type='chat' "
                "id='c6a0b7c1-6a0e'><body>"
              + body
              + "</body><origin-id "
                "xmlns='urn:xmpp:sid:0' id='c6a0b7c1-6a0e'/></message>",
          searchable ? xml::words(body) : ""};
}

void fill(persistence::store& db, std::size_t size, bool searchable) {
  std::mt19937 random{1};
  auto start = cpu_seconds();
  for (std::size_t n = 0; n < size;) {
    std::vector<persistence::transaction> batch;
    for (int i = 0; i < batch_size && n < size; ++i)
      batch.push_back({persistence::append{owner, "archive",
                                           entry(n++, random, searchable)}});
    for (const auto& outcome : persistence::run_batch(db, batch))
      if (!outcome)
        std::printf("append failed: %s\n", outcome.error().message.c_str());
  }
  std::printf("%8zu entries %s: %.1f us CPU per append\n", size,
              searchable ? "with words   " : "without words",
              (cpu_seconds() - start) / static_cast<double>(size) * 1e6);
}

double cost(persistence::store& db, const persistence::log_query& query) {
  auto least = 1e9;
  for (int i = 0; i < rounds; ++i) {
    auto start = cpu_seconds();
    auto page = db.page(owner, "archive", query);
    least = std::min(least, cpu_seconds() - start);
    if (!page || page->unknown_id)
      std::puts("the page is not there");
  }
  return least * 1e6;
}

void read(persistence::store& db, std::size_t size) {
  struct place {
    const char* name;
    std::size_t after;
  };
  for (auto [name, after] : {place{"start", 0}, place{"middle", size / 2},
                             place{"end", size - size / 10}}) {
    persistence::log_query page{.after = id_of(after), .limit = 50};
    auto of_peer = page;
    of_peer.peer = "peer7@example.net";
    auto rare = page;
    rare.words = "w15000";
    auto often = page;
    often.words = "w0 w1";
    std::printf("%8zu %-6s page %5.0f  of one peer %5.0f  with a rare word "
                "%5.0f  with two frequent words %5.0f us\n",
                size, name, cost(db, page), cost(db, of_peer), cost(db, rare),
                cost(db, often));
  }
  persistence::log_query last{.limit = 50, .newest = true};
  auto start = cpu_seconds();
  (void)db.count(owner, "archive");
  std::printf("%8zu last   page %5.0f  count %.0f us\n", size, cost(db, last),
              (cpu_seconds() - start) * 1e6);
}

void remove(persistence::store& db, std::size_t size) {
  auto start = cpu_seconds();
  (void)db.expire(owner, "archive", std::int64_t{1} << 60, 500);
  auto chunk = cpu_seconds() - start;
  start = cpu_seconds();
  (void)db.remove_owner(owner);
  std::printf("%8zu 500 of the oldest leave: %.1f ms; the account: %.0f ms\n",
              size, chunk * 1e3, (cpu_seconds() - start) * 1e3);
}

void measure(const std::filesystem::path& where, std::size_t size) {
  for (auto searchable : {false, true}) {
    std::filesystem::remove_all(where);
    auto db = persistence::open_sqlite(where);
    if (!db)
      return void(std::puts(db.error().message.c_str()));
    fill(**db, size, searchable);
    if (searchable)
      read(**db, size);
    remove(**db, size);
    std::fflush(stdout);
  }
  std::filesystem::remove_all(where);
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::puts("usage: archive_paging DIRECTORY [ENTRIES...]");
    return 2;
  }
  auto where = std::filesystem::path{argv[1]} / "archive_paging.tmp";
  std::vector<std::size_t> sizes{10'000, 100'000, 1'000'000};
  if (argc > 2)
    sizes.clear();
  for (int i = 2; i < argc; ++i)
    sizes.push_back(std::stoul(argv[i]));
  for (auto size : sizes)
    measure(where, size);
}
