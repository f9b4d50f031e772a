// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// What a command that goes on tells for a while, as one answer: for who can be
/// told no more than that. All but `has_room` is for the admin actor.
class gathering {
public:
  /// After that it ends, whatever has come.
  static constexpr std::chrono::seconds longest{10};

  /// `most` events, then it ends. `answer` gets one line, once: the only event
  /// where there can be no more, else what the end tells, with `events`.
  gathering(std::size_t most, std::function<void(std::string)> answer)
      : room_(most), most_(most), answer_(std::move(answer)) {}

  /// From any thread: whether one more event is wanted.
  bool has_room();
  void take(nlohmann::json event);
  /// How the command is ended.
  void end_by(ending end);
  void stop();
  void finish(const outcome<nlohmann::json>& came);

private:
  nlohmann::json whole(const nlohmann::json& summary);

  std::atomic<std::size_t> room_;
  std::size_t most_;
  std::function<void(std::string)> answer_;
  nlohmann::json events_ = nlohmann::json::array();
  ending end_;
  bool over_ = false;
};

} // namespace troupe::admin
