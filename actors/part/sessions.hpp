// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "xml/stanza.hpp"

namespace troupe::part {

/// A connected resource as its user actor knows it.
struct session_record {
  std::uint64_t id = 0;
  xml::jid full;
  std::string address; ///< of the peer
  bool secure = false;
  std::chrono::system_clock::time_point since;

  /// Has sent initial presence and not gone unavailable (RFC 6121 §4.2).
  bool available = false;
  std::int8_t priority = 0;
  /// The last broadcast presence, with `from` set; none while unavailable.
  xml::stanza presence;
  /// Has asked for the roster: gets roster pushes (RFC 6121 §2.2).
  bool interested = false;
  /// Has asked for the block list: gets its pushes (XEP-0191 §3.3).
  bool wants_block_pushes = false;
  /// Has asked for copies of what the other resources send and get (XEP-0280).
  bool carbons = false;
  /// Reads offline messages itself: presence brings none (XEP-0013 §2.2).
  bool reads_offline = false;
  /// Whom it sent directed presence to (RFC 6121 §4.6).
  std::vector<xml::jid> directed;
};

/// The sessions of one account, in order of their opening.
class session_table {
public:
  session_record& add(session_record s);
  void remove(std::uint64_t id);
  session_record* find(std::uint64_t id);
  session_record* find(std::string_view resource);
  bool any_available() const;

  std::vector<session_record>& all() { return records_; }
  const std::vector<session_record>& all() const { return records_; }

private:
  std::vector<session_record> records_;
};

} // namespace troupe::part
