// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <variant>
#include <vector>

#include "actors/base/queue.hpp"
#include "actors/base/trace.hpp"
#include "actors/muc/room_context.hpp"
#include "xml/stanza.hpp"

namespace troupe::muc {

/// What a room sends, in its order. To a few it goes at once. To many it goes
/// in slices, between which other actors have their turns; what follows waits
/// behind it. What is said to the same many meanwhile goes along: who gets
/// several stanzas in one turn is woken once for all.
class outbox {
public:
  /// Entries with which the room takes nothing more.
  static constexpr std::size_t bound = 64;
  static constexpr std::size_t most_together = 16; ///< stanzas to the same many
  static constexpr std::size_t at_once
      = 128; ///< deliveries in a turn, or about
  /// With more held back it sends to nobody: half of what an address book keeps
  /// for one.
  static constexpr std::size_t most_held_back = 1'024;

  /// What the outbox has its owner do.
  class port {
  public:
    virtual void deliver(xml::stanza x) = 0;
    /// Stanzas that could not go on yet to those who are to get them.
    virtual std::size_t held_back() const = 0;
    /// Calls `go_on` once others have had their turns.
    virtual void go_on_later() = 0;

  protected:
    ~port() = default;
  };

  explicit outbox(port& p) : port_(p) {}

  void send(xml::stanza x);
  void send_all(const audience& to, xml::stanza x);
  /// See `room_context::in_slices`.
  void in_slices(std::function<bool()> step);
  /// Calls `then` once all before it is sent.
  void behind_all(std::function<void()> then);

  /// The work of one turn.
  void go_on();
  /// To be called when what others wait for has become less.
  void look_again();

  bool is_empty() const { return entries_.empty(); }
  bool is_full() const { return entries_.size() >= bound; }
  std::size_t size() const { return entries_.size(); }

private:
  using step = std::function<bool()>;
  /// The same stanzas for each, those of one after those of the other.
  struct batch {
    audience to;
    std::vector<xml::stanza> all;
    std::size_t at = 0; ///< whose turn it is
    std::vector<base::trace::parked> followed;

    void add(xml::stanza x);
    /// All have them.
    void end();
  };

  struct entry {
    std::variant<xml::stanza, step, batch> what;
    base::trace::parked followed; ///< where the room says it within a trace
  };

  void push(std::variant<xml::stanza, step, batch> what);
  /// Whether there is more of it.
  bool send_slice(batch& b);
  void take_turn();

  port& port_;
  base::queue<entry> entries_;
  bool sending_ = false; ///< what a step routes goes right away
  bool held_up_ = false;
};

} // namespace troupe::muc
