// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/load/client/crowd.hpp"

namespace troupe::load {

/// Subscribes accounts to each other's presence, both ways, where they are not
/// yet (RFC 6121 §3). All of them must be available meanwhile.
class subscriber {
public:
  /// @param contacts  whom an account, by its number, wants
  subscriber(world& in, crowd& of,
             std::function<std::vector<std::uint64_t>(std::uint64_t)> contacts)
      : world_(in), crowd_(of), contacts_(std::move(contacts)) {}

  boost::asio::awaitable<outcome<void>> run();
  void take(session& who, const xml::element& stanza);

  std::size_t done() const { return done_; }

private:
  /// What one account still does.
  struct account {
    std::set<std::string> missing; ///< whose presence it is not subscribed to
    std::string asked;             ///< whom it has asked last
    bool is_done = false;
  };

  void on_roster(session& who, const xml::element& roster);
  void on_presence(session& who, const xml::element& presence);
  void ask_next(session& who, account& of);

  world& world_;
  crowd& crowd_;
  std::function<std::vector<std::uint64_t>(std::uint64_t)> contacts_;
  std::map<std::uint64_t, account> accounts_;
  std::size_t done_ = 0;
};

} // namespace troupe::load
