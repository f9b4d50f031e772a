// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "tools/load/client/pacer.hpp"
#include "tools/load/modes/mode.hpp"
#include "tools/load/modes/numbered_message.hpp"
#include "tools/load/modes/room_entry.hpp"

namespace troupe::load {

/// Rooms (XEP-0045) in which some of the occupants speak, and all hear; or one
/// that is flooded beside one in which people talk.
class rooms final : public mode, public crowd_events {
public:
  std::string name() const override { return "rooms"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  /// An occupant that sends.
  struct speaker {
    std::size_t index = 0; ///< in the crowd
    std::size_t room = 0;
    std::uint64_t sent = 0;
    /// Of the messages under way, from number `oldest` on: who has not heard
    /// them yet.
    std::deque<std::size_t> unheard;
    std::uint64_t oldest = 0;
  };

  void on_stanza(session& who, const xml::element& stanza) override;
  void describe_rooms(CLI::App& app);
  std::vector<full_room> planned() const;
  void appoint_speakers();
  boost::asio::awaitable<outcome<void>> gather(report& into);
  boost::asio::awaitable<void> talk(report& into);
  boost::asio::awaitable<void> talk_quietly();
  boost::asio::awaitable<void> drain();
  verdict tell(report& into);

  void begin();
  bool is_quiet(std::size_t room) const { return flood_ > 0 && room == 1; }
  bool has_window(std::size_t room) const {
    return rate_ == 0 && !is_quiet(room);
  }
  void send(std::size_t speaker, clock::time_point at);
  void on_message(std::size_t index, const xml::element& message);
  void on_heard(std::size_t speaker, std::uint64_t number);
  histogram& times_for(std::size_t room);
  std::uint64_t expected() const;

  // The command line's.
  std::size_t occupants_ = 20;
  std::size_t rooms_ = 1;
  std::size_t senders_ = 1;
  std::size_t window_ = 1;
  double rate_ = 0; ///< messages/s in all; 0: by the window
  std::size_t body_ = 100;
  std::string service_;
  std::vector<std::string> settings_; ///< of each room, VAR=VALUE
  double silence_ = 0;    ///< seconds between entering and the first message
  std::size_t flood_ = 0; ///< occupants of the flooded room; 0: none is
  std::size_t quiet_ = 10;
  double quiet_rate_ = 10;

  world* world_ = nullptr;
  std::optional<crowd> crowd_;
  std::optional<room_entry> entry_;
  std::optional<pacer> pacer_;
  std::optional<pacer> quiet_pacer_;
  std::vector<speaker> speakers_;            ///< room after room
  std::vector<std::size_t> first_speaker_;   ///< of each room
  std::vector<std::vector<sequence>> heard_; ///< by occupant and speaker
  std::string text_; ///< the stanza that is being written
  histogram times_;
  histogram quiet_before_;
  histogram quiet_during_;
  std::uint32_t run_ = 0;
  std::uint64_t came_ = 0; ///< different ones
  std::uint64_t errors_ = 0;
  std::uint64_t strays_ = 0; ///< messages of others
  bool is_flooding_ = false;
  bool is_sending_ = false;
  bool is_measuring_ = false;
};

} // namespace troupe::load
