// SPDX-License-Identifier: Apache-2.0
#include "power_loss_trial.hpp"

#include <algorithm>
#include <limits>

#include <sqlite3.h>
#include <unistd.h>

#include "persistence/memory.hpp"
#include "persistence/operation.hpp"
#include "persistence/sqlite.hpp"
#include "persistence/sqlite_connection.hpp"
#include "power_loss_vfs.hpp"
#include "temporary_directory.hpp"

namespace troupe::persistence {

namespace {

using batch = std::vector<transaction>;

const std::string owners[] = {"romeo@x", "juliet@x", "nurse@x"};
const std::string names[] = {"roster", "device", "vcard"};
constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

// A trial is short, and checkpoints and blocks are where order matters most.
constexpr std::int64_t frequent_checkpoints = 24;
constexpr log_sizes small_logs{
    .full_log = 4, .generation = 25, .block_entries = 6};

/// In memory where there is such a place: the disk that forgets is ours, and
/// syncs of the real one only take time.
std::filesystem::path fast_place() {
  std::filesystem::path memory{"/dev/shm"};
  return access(memory.c_str(), W_OK) == 0
             ? memory
             : std::filesystem::temp_directory_path();
}

/// Random batches of what parts store.
class author {
public:
  explicit author(std::mt19937_64& chance) : chance_{chance} {}

  batch next() {
    batch made(1 + below(6));
    for (auto& one : made)
      for (auto left = 1 + below(4); left > 0; --left)
        one.push_back(operation_of(below(12)));
    return made;
  }

private:
  std::uint64_t below(std::uint64_t bound) { return chance_() % bound; }
  std::string any(const auto& list) {
    return std::string{list[below(std::size(list))]};
  }
  std::string blob() {
    return std::string(below(8) == 0 ? below(9'000) : below(300),
                       static_cast<char>('a' + below(26)));
  }

  operation operation_of(std::uint64_t kind) {
    switch (kind) {
    case 0:
    case 1:
      return put_document{any(owners), any(names), blob()};
    case 2:
      return remove_document{any(owners), any(names)};
    case 3:
    case 4:
      return put_entry{any(owners), "m", any(names), blob()};
    case 5:
      return remove_entry{any(owners), "m", any(names)};
    case 6:
      return remove_logged{any(owners), "l", std::to_string(below(next_ + 1))};
    case 7:
      return get_page{any(owners), "l", {}};
    case 8: // mostly a duplicate, which undoes its transaction alone
      return append{any(owners), "l", {std::to_string(next_ / 2), 1, "", "d"}};
    default:
      ++next_;
      return append{any(owners),
                    "l",
                    {std::to_string(next_), static_cast<std::int64_t>(next_),
                     any(owners), blob(), "word"}};
    }
  }

  std::mt19937_64& chance_;
  std::uint64_t next_ = 0;
};

/// All that the store has, as text.
std::string content(store& db) {
  std::string all;
  for (const auto& owner : owners) {
    for (const auto& name : names)
      if (auto blob = db.document(owner, name); blob && *blob)
        all += owner + " document " + name + ' ' + **blob + '\n';
    if (auto found = db.entries(owner, "m"))
      for (const auto& [key, blob] : *found)
        all += owner + " entry " + key + ' ' + blob + '\n';
    for (auto* words : {"", "word"})
      if (auto page
          = db.page(owner, "l", {.limit = everything, .words = words}))
        for (const auto& entry : page->entries)
          all += owner + " logged " + words + ' ' + entry.id + ' ' + entry.peer
                 + ' ' + entry.blob + '\n';
  }
  return all;
}

/// The content of a store that has run `history` and nothing else.
std::string content_after(const std::vector<batch>& history) {
  auto db = open_memory();
  for (const auto& each : history)
    run_batch(*db, each);
  return content(*db);
}

std::string soundness(const std::filesystem::path& directory) {
  auto db = sqlite_connection::open(directory / sqlite_file_name);
  if (!db)
    return db.error().message;
  std::string verdict;
  auto done = db->each("PRAGMA integrity_check", {},
                       [&](const sqlite_row& row) { verdict += row.bytes(0); });
  return done ? verdict : done.error().message;
}

class trial {
public:
  trial(std::uint64_t seed, std::string_view synchronous)
      : synchronous_{synchronous}, chance_{seed} {}

  power_loss_report run() {
    temporary_directory place{fast_place()};
    auto directory = place / "0";
    std::filesystem::create_directory(directory);
    auto lives = 1 + chance_() % 3;
    for (auto life = lives; life > 0 && report_.fault.empty(); --life) {
      forgetful_disk disk{directory, 1 + chance_() % 500};
      live(disk, directory);
      disk.power_off();
      ++report_.losses_of_power;
      directory = place / std::to_string(life).c_str();
      std::filesystem::create_directory(directory);
      disk.restore(directory, chance_);
      // A copy, so that the next life has to recover by itself.
      temporary_directory copy{fast_place()};
      std::filesystem::copy(directory, copy.path());
      look_after(copy.path());
    }
    return report_;
  }

private:
  /// Runs batches until the power fails, with an orderly end now and then.
  void live(forgetful_disk& disk, const std::filesystem::path& directory) {
    while (!disk.is_down()) {
      auto db
          = open_sqlite(directory, {.synchronous = synchronous_,
                                    .checkpoint_pages = frequent_checkpoints,
                                    .logs = small_logs,
                                    .vfs = disk.vfs()});
      if (!db) {
        if (!disk.is_down())
          report_.fault = "does not open: " + db.error().message;
        return;
      }
      for (auto left = 1 + chance_() % 30; left > 0 && !disk.is_down(); --left)
        step(**db, author_.next());
      if (chance_() % 2 == 0)
        return; // it fails while nothing is being done
    }
  }

  void step(store& db, const batch& wanted) {
    under_way_.reset();
    auto answers = run_batch(db, wanted);
    auto kept = [](const auto& a) {
      return a || a.error().code == store_errc::duplicate;
    };
    if (!std::ranges::all_of(answers, kept)) {
      under_way_ = wanted;
      return;
    }
    history_.push_back(wanted);
    report_.answered += answers.size();
  }

  /// The store after the power is back, on the system's own file layer.
  void look_after(const std::filesystem::path& directory) {
    if (!report_.fault.empty())
      return;
    auto db = open_sqlite(directory);
    if (!db) {
      report_.fault = "does not open: " + db.error().message;
      return;
    }
    if (auto verdict = soundness(directory); verdict != "ok")
      report_.fault = "is damaged: " + verdict;
    else
      compare(content(**db));
  }

  void compare(const std::string& found) {
    if (found == content_after(history_)) {
      under_way_.reset();
      return;
    }
    if (under_way_) {
      history_.push_back(*under_way_);
      under_way_.reset();
      ++report_.under_way;
      if (found == content_after(history_))
        return;
    }
    report_.fault = "has something else than what was answered";
  }

  std::string_view synchronous_;
  std::mt19937_64 chance_;
  author author_{chance_};
  std::vector<batch> history_;
  std::optional<batch> under_way_;
  power_loss_report report_;
};

} // namespace

power_loss_report power_loss_trial(std::uint64_t seed,
                                   std::string_view synchronous) {
  return trial{seed, synchronous}.run();
}

} // namespace troupe::persistence
