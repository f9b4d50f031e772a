// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "tools/load/client/crowd.hpp"
#include "tools/load/modes/mode.hpp"

namespace troupe::load {

/// Logins of many accounts, a few at a time: from connecting until the roster
/// has come and the session is available.
class login final : public mode, public crowd_events {
public:
  std::string name() const override { return "login"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  /// What a login still waits for.
  struct wanted {
    bool roster = true;
    bool presence = true;
  };

  bool on_login(session& who) override;
  void on_stanza(session& who, const xml::element& stanza) override;
  void on_leave(session& who) override;
  boost::asio::awaitable<outcome<void>> one_round();

  std::size_t count_ = 100;
  std::size_t rounds_ = 1;
  bool keeps_ = false;

  world* world_ = nullptr;
  /// One for each round. They stay: what was cancelled may still call them.
  std::deque<crowd> crowds_;
  std::vector<wanted> wanted_;
  histogram bound_times_;
  histogram available_times_;
};

} // namespace troupe::load
