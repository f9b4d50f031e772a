// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace troupe::tools {

/// By what the tables are in order.
enum class top_order : std::uint8_t {
  messages,
  cpu,
  wait,
  depth,
  age,
  memory,
  name
};

/// A line of a table: all actors of a kind, or one actor.
struct top_row {
  std::uint64_t id = 0; ///< of an actor
  std::string kind;
  std::string name; ///< of an actor; empty for a kind
  std::uint64_t actors = 0;
  double messages = 0;  ///< in a second
  double cpu = 0;       ///< share of one core
  double wait_mean = 0; ///< µs
  double wait_max = 0;
  double depth = 0;  ///< the longest mailbox
  double age = 0;    ///< µs that the oldest message has waited by now
  double memory = 0; ///< bytes, about; 0: not known
};

/// What a key asks for that the model cannot do itself.
enum class top_wish : std::uint8_t { nothing, quit, describe };

/// Keys that are no characters. Characters are themselves, all above are these.
enum top_key : int {
  key_up = 0x200000,
  key_down,
  key_left,
  key_page_up,
  key_page_down,
  key_home,
  key_end,
  key_enter,
  key_escape,
  key_backspace,
};

/// What was found out about one actor.
struct top_details {
  nlohmann::json described; ///< a list of descriptions
  nlohmann::json messages;  ///< a list of traces, the newest first
  std::string wrong;        ///< why something of it is missing
};

enum class top_view : std::uint8_t { table, actor, help };

/// What `top` shows, and what keys do to it. Draws nothing.
class top_model {
public:
  /// A new census; kept back while paused.
  void take(nlohmann::json census);
  /// There will be none any more, and why.
  void end(std::string why);
  /// What is known of the actor that was asked for; ignored if it is no longer
  /// the one that is shown.
  void take_details(const std::string& jid, top_details details);

  top_wish press(int key);
  /// How many lines the list has on the screen: for pages and scrolling.
  void set_page(std::size_t lines) { page_ = lines; }

  std::vector<top_row> kinds() const;
  /// Filtered, in order.
  std::vector<top_row> actors() const;
  /// The place of the chosen one among `actors()`.
  std::size_t chosen() const;

  const nlohmann::json& census() const { return shown_; }
  top_view view() const { return view_; }
  top_order order() const { return order_; }
  bool reversed() const { return reversed_; }
  bool paused() const { return paused_; }
  bool typing() const { return typing_; }
  const std::string& filter() const { return filter_; }
  const std::string& ended() const { return ended_; }
  /// The address of the actor that is shown.
  const std::string& subject() const { return subject_; }
  /// Null while they are awaited.
  const top_details* details() const { return details_ ? &*details_ : nullptr; }
  /// The first line of the details on the screen.
  std::size_t scrolled() const { return scrolled_; }

private:
  void sort_by(top_order order);
  bool press_filter(int key);
  bool press_move(int key);
  top_wish press_table(int key);
  top_wish press_actor(int key);
  void move_to(std::size_t place);
  void sort(std::vector<top_row>& rows) const;

  nlohmann::json shown_;
  nlohmann::json latest_;
  top_view view_ = top_view::table;
  top_order order_ = top_order::messages;
  bool reversed_ = false;
  bool paused_ = false;
  bool typing_ = false;
  std::string filter_;
  std::string ended_;
  std::string subject_;
  std::optional<top_details> details_;
  std::size_t scrolled_ = 0;
  std::size_t page_ = 1;
  /// The chosen actor, so that it stays chosen where the order changes; and
  /// its place for when it is gone.
  std::optional<std::uint64_t> chosen_id_;
  std::size_t chosen_place_ = 0;
};

/// What is known of an actor as lines of at most `width` columns: its
/// description as a tree, then its last messages. How many there are does not
/// hang on the width.
std::vector<std::string> detail_lines(const top_details& details,
                                      std::size_t width);

} // namespace troupe::tools
