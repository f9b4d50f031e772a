// SPDX-License-Identifier: Apache-2.0
#include "persistence/fault_file.hpp"

#include <fstream>
#include <sstream>
#include <thread>

namespace troupe::persistence {

namespace {

constexpr std::chrono::milliseconds interval{5};

const store_error told{store_errc::unavailable, "the fault file says so"};

class file_script : public fault_script {
public:
  explicit file_script(std::filesystem::path file)
      : file_{std::move(file)}, watcher_{[this](const std::stop_token& stop) {
          watch(stop);
        }} {}

private:
  void watch(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock guard{mutex};
    std::string before;
    while (!stop.stop_requested()) {
      std::string now;
      std::getline(std::ifstream{file_}, now);
      if (now != before)
        obey(now);
      before = now;
      never.wait_for(guard, stop, interval, [] { return false; });
    }
    resume();
  }

  void obey(const std::string& line) {
    std::istringstream words{line};
    std::string what;
    std::size_t count = 0;
    words >> what >> count;
    what == "pause" ? pause() : resume();
    what == "refuse" ? refuse(told) : accept();
    fail_writes(what == "fail_writes" ? count : 0, told);
    fail_commits(what == "fail_commits" ? count : 0, told);
  }

  std::filesystem::path file_;
  std::jthread watcher_; ///< last, so that it ends first
};

} // namespace

std::shared_ptr<fault_script> follow_file(const std::filesystem::path& file) {
  return std::make_shared<file_script>(file);
}

} // namespace troupe::persistence
