// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "xml/stanza.hpp"

namespace troupe::muc {

/// How much of the history somebody wants who enters, XEP-0045 §7.2.14.
struct history_request {
  static constexpr auto all = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t max_chars = all; ///< of whole stanzas as XML
  std::uint64_t max_stanzas = all;
  std::uint64_t seconds = all;
  std::optional<std::chrono::system_clock::time_point> since;

  bool operator==(const history_request&) const = default;
};

/// Reads the `<history/>` within the `<x/>` of who enters. What is no number or
/// no time limits nothing.
history_request read_history_request(const xml::element& x);

/// A message as it is told to who was not there: with when it was said, by the
/// room's clock (XEP-0203).
xml::stanza delayed(const xml::stanza& x, const xml::jid& room,
                    std::chrono::system_clock::time_point at);

/// The last messages of a room, for those who enter (§7.2.13): at most so many,
/// and so many bytes. The subject is not among them.
class history {
public:
  using time_point = std::chrono::system_clock::time_point;

  static constexpr std::size_t most_bytes = 256 * 1024;

  /// A room keeps `limit` messages; its JID is who has delayed them.
  history(xml::jid room, std::size_t limit)
      : room_(std::move(room)), limit_(limit) {}

  /// The oldest give way.
  void set_limit(std::size_t limit);
  /// A message as all occupants got it, from an occupant's address.
  void add(xml::stanza message, time_point at);
  /// Puts another in the place of what was sent with that trace, or takes it
  /// out (XEP-0424, XEP-0425).
  void replace(std::uint64_t trace, const xml::stanza& message);
  void remove(std::uint64_t trace);
  void clear() { entries_ = {}; }

  std::size_t size() const { return entries_.size(); }
  std::size_t bytes() const;

  /// Calls `f` with each message that `to` gets, the oldest first: the newest
  /// that all limits of the request allow, each stamped with when it was sent
  /// (XEP-0203). Their content is shared by all who enter.
  /// @pre `f` adds nothing here
  template <class F>
  void replay(const history_request& request, const xml::jid& to,
              time_point now, F f) {
    for (auto i = begin_of(request, to, now); i < entries_.size(); ++i)
      f(stamped(entries_[i]).with_to(to));
  }

private:
  struct entry {
    xml::stanza message;
    time_point at;
    std::size_t bytes = 0;
    bool is_stamped = false;
  };

  std::vector<entry>::iterator find(std::uint64_t trace);
  std::size_t begin_of(const history_request& request, const xml::jid& to,
                       time_point now);
  const xml::stanza& stamped(entry& x) const;
  void fit();

  xml::jid room_;
  std::size_t limit_;
  std::vector<entry> entries_; // the oldest first
};

} // namespace troupe::muc
