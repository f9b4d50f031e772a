// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "actors/base/environment.hpp"
#include "actors/base/stepped_system.hpp"
#include "actors/components.hpp"
#include "actors/rehearsal/casting.hpp"
#include "actors/rehearsal/recording.hpp"

namespace troupe::rehearsal {

/// What a rehearsal begins with, and when it must be over.
struct setting {
  actors::shared_config config;
  std::chrono::system_clock::time_point started; ///< `core::started`
  std::chrono::steady_clock::time_point until;
};

/// The time of day on stage, and what is let pass beyond it.
class stage_time final : public base::environment {
public:
  time_point now() override;
  std::uint64_t random_bits() override;
  void advance(std::chrono::milliseconds by) { ahead_ += by; }

private:
  std::chrono::milliseconds ahead_{0};
};

/// The server once more, in memory, on one thread and a clock of its own: the
/// same actors, over a store that pretends to write, with the sessions that
/// there are in reality.
class stage {
public:
  /// Messages that are handled at most.
  static constexpr std::size_t most_messages = 200'000;
  /// Time that is let pass for what waits for a timer.
  static constexpr std::chrono::milliseconds longest_wait{3'000};

  stage(const setting& s, live_server& live, const sender& who);
  ~stage();
  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;

  /// Has the sender's account there, with its sessions; false where that fails.
  bool open();
  /// Does what a session does with a stanza that has come in. @pre open
  void send(xml::stanza x);
  /// Goes on until `of` has nothing open; false: it was cut off, or the live
  /// server has left a question open.
  bool play(const recording& of);

private:
  void furnish(const xml::jid& account, const actors::user_actor& user);
  actors::session_actor stub(const xml::jid& full);
  bool is_over();

  const setting& setting_;
  live_server& live_;
  const sender& sender_;
  stage_time time_;
  base::environment::replacement clock_{time_};
  base::stepped_system system_;
  actors::core core_;
  actors::user_actor user_;      ///< of the sender
  actors::session_actor stream_; ///< the sender's
  std::uint64_t session_ = 0;    ///< its number
  std::size_t handled_ = 0;
};

} // namespace troupe::rehearsal
