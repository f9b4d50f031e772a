// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "xml/stanza.hpp"

namespace troupe::user {

/// What an inactive client (XEP-0352) is spared: of presence and of messages
/// that are but chat states (XEP-0085), also as carbons, the last of each
/// sender is held until something important goes to the client or it becomes
/// active. Then all that is held goes first, in the order in which it came. One
/// for each stream; it begins active.
///
///            pass: chatter                      set_active(true), or
///   active ----------------> held (last of each) ---------------------> stream
///      |                                          pass: important
///      +--> stream                                hold_bound, hold_bytes
class client_state_filter {
public:
  /// At one of these all that is held goes.
  static constexpr std::size_t hold_bound = 1'000;
  static constexpr std::size_t hold_bytes = 256 * 1024;

  /// What goes to the stream now, for `x` that is to go to it: what was held,
  /// then `x`. `replaced`: what was held, and is no more since `x` came.
  std::vector<xml::stanza> pass(xml::stanza x, xml::stanza* replaced = nullptr);
  /// What goes to the stream because of it.
  std::vector<xml::stanza> set_active(bool active);
  bool is_active() const { return active_; }

  std::size_t held() const { return store_ ? store_->held.size() : 0; }
  /// Bytes of content that are held.
  std::size_t held_bytes() const { return store_ ? store_->bytes : 0; }

private:
  struct entry {
    std::string source;
    xml::stanza stanza;
  };

  xml::stanza hold(std::string source, xml::stanza x);
  xml::stanza release(std::uint64_t place);
  std::vector<xml::stanza> flush();

  struct store {
    std::uint64_t last = 0;
    std::size_t bytes = 0;
    std::map<std::uint64_t, entry> held; // in the order of coming
    std::unordered_map<std::string, std::uint64_t> places;
  };

  bool active_ = true;
  std::unique_ptr<store> store_; // while anything is held
};

/// Of what only the last counts: the same text for stanzas of which a later one
/// replaces an earlier, empty for what is important.
std::string source_of_chatter(const xml::stanza& x);

} // namespace troupe::user
