// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/load/client/crowd.hpp"

namespace troupe::load {

/// A room (XEP-0045) and those of the crowd that are to be in it.
struct full_room {
  std::string address;   ///< bare JID, escaped
  std::size_t first = 0; ///< of its occupants
  std::size_t count = 0;
};

/// Gets the sessions of a crowd into rooms, each into one. The first of each
/// makes the room: as the service has rooms (§10.1.2), or with settings.
class room_entry {
public:
  /// @param settings  of the form (§10.1.3), each VAR=VALUE; a VAR that comes
  ///                  again has several values
  room_entry(world& in, crowd& of, std::vector<full_room> rooms,
             const std::vector<std::string>& settings);

  /// The first of each room enters and makes it.
  boost::asio::awaitable<outcome<void>> make_rooms();
  /// All others enter, a few at a time.
  boost::asio::awaitable<outcome<void>> fill_rooms();
  /// What comes to `who`, the one at `index` in the crowd.
  void take(session& who, std::size_t index, const xml::element& stanza);

  const std::vector<full_room>& rooms() const { return rooms_; }
  /// Of that occupant.
  std::size_t room_of(std::size_t index) const { return guests_[index].room; }
  std::size_t entered() const { return entered_; }
  /// Those who had to leave again.
  std::size_t expelled() const { return expelled_; }
  std::uint64_t presences() const { return presences_; }
  /// From asking to enter until the own presence came (§7.2.2), without those
  /// who made the rooms.
  const histogram& times() const { return times_; }

private:
  enum class phase : std::uint8_t { outside, asking, making, inside };
  struct guest {
    std::size_t room = 0;
    phase at = phase::outside;
    std::string address; ///< in the room
    clock::time_point asked_at;
  };

  boost::asio::awaitable<outcome<void>> wait();
  void enter_more();
  void enter(std::size_t index);
  void on_presence(session& who, guest& of, const xml::element& presence);
  void become_inside(guest& of);
  void fail(const guest& of, const xml::element& error);

  world& world_;
  crowd& crowd_;
  std::vector<full_room> rooms_;
  std::string form_; ///< that configures a new room
  std::vector<guest> guests_;
  std::vector<std::size_t> queue_; ///< who is still to enter, from the end
  std::size_t underway_ = 0;
  std::size_t entered_ = 0;
  std::size_t expelled_ = 0;
  std::uint64_t presences_ = 0;
  histogram times_;
  std::string failure_;
  bool is_filling_ = false;
};

} // namespace troupe::load
