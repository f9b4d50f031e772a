// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "tools/load/client/session.hpp"

namespace troupe::load {

/// Sees to it that the rosters of sessions have certain contacts. What is there
/// already is not sent again.
class roster_filler {
public:
  /// @param contact  the JID of contact 0, 1, … of an account
  roster_filler(
      std::size_t size,
      std::function<std::string(std::uint64_t account, std::size_t)> contact)
      : size_(size), contact_(std::move(contact)) {}

  /// Asks for the session's roster and goes on from there.
  void begin(session& who);
  /// @returns whether the stanza was for the filler
  bool take(session& who, const xml::element& stanza);

  /// How many rosters are complete.
  std::size_t filled() const { return filled_; }
  /// Why a contact could not be added; empty if all could.
  const std::string& failure() const { return failure_; }

private:
  void on_roster(session& who, const xml::element& stanza);
  void add_next(session& who);

  std::size_t size_;
  std::function<std::string(std::uint64_t, std::size_t)> contact_;
  std::map<std::uint64_t, std::set<std::string>> missing_; ///< by account
  std::size_t filled_ = 0;
  std::string failure_;
};

} // namespace troupe::load
