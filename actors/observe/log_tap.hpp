// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/sink.h>

#include "xml/jid.hpp"

namespace troupe::observe {

/// Whether a line of the log names an address; a bare JID covers its resources.
bool mentions(std::string_view line, const xml::jid& who);

/// Shows the log to whoever follows it, beside the sinks that are always there:
/// each at a level of his own, which changes nothing for others. A logger's
/// level is the least that somebody wants, so that while nobody follows nothing
/// is made that is not written.
class log_tap final : public spdlog::sinks::sink {
public:
  struct wish {
    spdlog::level::level_enum level = spdlog::level::info;
    std::optional<xml::jid> jid; ///< only lines that name it
  };
  /// Called on the tap's thread with `{"at", "level", "message"}`; after lines
  /// that were dropped with one that has `"dropped"`, too.
  using listener = std::function<void(const nlohmann::json&)>;

  /// Makes a tap beside the other sinks of a logger, which have `level` from
  /// now on. To be called before there are other threads.
  static std::shared_ptr<log_tap> add_to(spdlog::logger& log,
                                         spdlog::level::level_enum level);
  /// The one of that logger; null: it has none.
  static std::shared_ptr<log_tap> of(const spdlog::logger& log);
  ~log_tap() override;

  /// The level of the other sinks.
  void set_usual(spdlog::level::level_enum level);

  /// @returns the name to end it by
  std::uint64_t follow(wish what, listener to);
  /// `to` is not called any more, but for a call under way on another thread.
  void leave(std::uint64_t id);

  void log(const spdlog::details::log_msg& message) override;
  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

private:
  struct line {
    std::vector<std::uint64_t> to;
    std::int64_t at = 0; ///< microseconds since the Unix epoch
    spdlog::level::level_enum level = spdlog::level::info;
    std::string text;
  };
  struct follower {
    wish what;
    std::shared_ptr<const listener> to;
  };

  explicit log_tap(spdlog::logger& log) : log_(&log) {}
  std::vector<std::uint64_t> who_wants(const spdlog::details::log_msg& m) const;
  void put(line next);
  void run();
  void hand_on(const line& each);
  void tell(std::uint64_t id, const nlohmann::json& event);
  void tell_all(const nlohmann::json& event);
  void choose_levels();

  spdlog::logger* log_;
  std::vector<std::shared_ptr<spdlog::sinks::sink>> others_;

  mutable std::shared_mutex followers_mutex_; ///< for these three
  spdlog::level::level_enum usual_ = spdlog::level::info;
  std::map<std::uint64_t, follower> followers_;
  std::uint64_t last_ = 0;

  std::mutex mutex_; ///< for the rest
  std::condition_variable wake_;
  std::deque<line> lines_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;
  bool stopping_ = false;
  std::thread thread_; ///< from the first follower on
};

} // namespace troupe::observe
