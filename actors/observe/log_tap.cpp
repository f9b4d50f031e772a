// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/log_tap.hpp"

#include <algorithm>
#include <utility>

namespace troupe::observe {

namespace {

constexpr std::size_t most_lines = 8'192;
constexpr std::size_t most_bytes = std::size_t{2} * 1024 * 1024;

/// What the log has around an address.
bool is_edge(char c) {
  return std::string_view{" \"'=,;:()<>[]{}\n\t"}.find(c)
         != std::string_view::npos;
}

/// What the tap's thread logs itself must not come back to it.
thread_local bool is_tap = false;

std::string text_of(spdlog::string_view_t view) {
  return {view.data(), view.size()};
}

nlohmann::json event_of(std::int64_t at, spdlog::level::level_enum level,
                        const std::string& text) {
  return {{"at", at},
          {"level", text_of(spdlog::level::to_string_view(level))},
          {"message", text}};
}

} // namespace

bool mentions(std::string_view line, const xml::jid& who) {
  const std::string_view wanted = who.str();
  for (auto at = line.find(wanted); at != std::string_view::npos;
       at = line.find(wanted, at + 1)) {
    const auto end = at + wanted.size();
    const bool begins = at == 0 || is_edge(line[at - 1]);
    const bool ends = end == line.size() || is_edge(line[end])
                      || (who.is_bare() && line[end] == '/');
    if (begins && ends)
      return true;
  }
  return false;
}

std::shared_ptr<log_tap> log_tap::add_to(spdlog::logger& log,
                                         spdlog::level::level_enum level) {
  std::shared_ptr<log_tap> made{new log_tap{log}};
  made->others_ = log.sinks();
  log.sinks().push_back(made);
  made->set_usual(level);
  return made;
}

std::shared_ptr<log_tap> log_tap::of(const spdlog::logger& log) {
  for (const auto& each : log.sinks())
    if (auto tap = std::dynamic_pointer_cast<log_tap>(each))
      return tap;
  return nullptr;
}

log_tap::~log_tap() {
  {
    const std::lock_guard guard{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

void log_tap::set_usual(spdlog::level::level_enum level) {
  const std::unique_lock guard{followers_mutex_};
  usual_ = level;
  for (const auto& each : others_)
    each->set_level(level);
  choose_levels();
}

/// @pre holds the followers
void log_tap::choose_levels() {
  auto finest = spdlog::level::off;
  for (const auto& [id, each] : followers_)
    finest = std::min(finest, each.what.level);
  set_level(finest);
  log_->set_level(std::min(finest, usual_));
}

std::uint64_t log_tap::follow(wish what, listener to) {
  const std::unique_lock guard{followers_mutex_};
  followers_[++last_]
      = {std::move(what), std::make_shared<const listener>(std::move(to))};
  if (!thread_.joinable())
    thread_ = std::thread{[this] { run(); }};
  choose_levels();
  return last_;
}

void log_tap::leave(std::uint64_t id) {
  decltype(followers_)::node_type gone; // goes without the lock
  const std::unique_lock guard{followers_mutex_};
  gone = followers_.extract(id);
  choose_levels();
}

/// Those who follow do so rarely and for long: readers do not wait for each
/// other here.
std::vector<std::uint64_t>
log_tap::who_wants(const spdlog::details::log_msg& m) const {
  const std::string_view text{m.payload.data(), m.payload.size()};
  std::vector<std::uint64_t> wanted_by;
  const std::shared_lock guard{followers_mutex_};
  for (const auto& [id, each] : followers_)
    if (m.level >= each.what.level
        && (!each.what.jid || mentions(text, *each.what.jid)))
      wanted_by.push_back(id);
  return wanted_by;
}

void log_tap::log(const spdlog::details::log_msg& message) {
  if (is_tap)
    return;
  auto to = who_wants(message);
  if (to.empty())
    return;
  using namespace std::chrono;
  const auto at = duration_cast<microseconds>(message.time.time_since_epoch());
  put({std::move(to), at.count(), message.level, text_of(message.payload)});
}

void log_tap::put(line next) {
  const std::lock_guard guard{mutex_};
  if (lines_.size() >= most_lines || bytes_ + next.text.size() > most_bytes) {
    ++dropped_;
    return;
  }
  bytes_ += next.text.size();
  lines_.push_back(std::move(next));
  if (lines_.size() == 1)
    wake_.notify_one();
}

void log_tap::run() {
  is_tap = true;
  for (;;) {
    std::deque<line> some;
    std::uint64_t dropped = 0;
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return stopping_ || !lines_.empty(); });
      if (stopping_)
        return;
      some.swap(lines_);
      bytes_ = 0;
      dropped = std::exchange(dropped_, 0);
    }
    for (const auto& each : some)
      hand_on(each);
    if (dropped == 0)
      continue;
    auto event = event_of(some.back().at, spdlog::level::warn,
                          "log.dropped lines=" + std::to_string(dropped));
    event["dropped"] = dropped;
    tell_all(event);
  }
}

void log_tap::hand_on(const line& each) {
  const auto event = event_of(each.at, each.level, each.text);
  for (const auto id : each.to)
    tell(id, event);
}

/// Called without the lock: who listens may leave within.
void log_tap::tell(std::uint64_t id, const nlohmann::json& event) {
  std::shared_ptr<const listener> to;
  {
    const std::shared_lock guard{followers_mutex_};
    if (const auto found = followers_.find(id); found != followers_.end())
      to = found->second.to;
  }
  if (to)
    (*to)(event);
}

void log_tap::tell_all(const nlohmann::json& event) {
  std::vector<std::uint64_t> all;
  {
    const std::shared_lock guard{followers_mutex_};
    for (const auto& [id, each] : followers_)
      all.push_back(id);
  }
  for (const auto id : all)
    tell(id, event);
}

} // namespace troupe::observe
