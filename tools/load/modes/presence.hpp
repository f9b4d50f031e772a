// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "tools/load/client/crowd.hpp"
#include "tools/load/modes/mode.hpp"
#include "tools/load/modes/numbered_message.hpp"
#include "tools/load/modes/subscriber.hpp"

namespace troupe::load {

/// Accounts that see each other change their status.
class presence final : public mode, public crowd_events {
public:
  std::string name() const override { return "presence"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  /// What one account has broadcast.
  struct speaker {
    std::uint64_t sent = 0;
    std::size_t expected = 0; ///< deliveries of the last one that are due
  };

  void on_stanza(session& who, const xml::element& stanza) override;
  boost::asio::awaitable<outcome<void>> subscribe();
  boost::asio::awaitable<outcome<void>> gather();
  std::vector<std::uint64_t> contacts_of(std::uint64_t number) const;
  void broadcast();
  void on_delivery(std::size_t to, const numbered& what);
  bool is_quiet() const;
  verdict tell(report& into);

  std::size_t count_ = 100;
  std::size_t contacts_ = 10;
  std::size_t window_ = 4;

  world* world_ = nullptr;
  std::deque<crowd> crowds_; ///< those who subscribe, then those who speak
  std::optional<subscriber> subscriber_;
  std::vector<speaker> speakers_;
  std::unordered_map<std::uint64_t, sequence> heard_; ///< to × count + from
  histogram times_;
  std::uint32_t run_ = 0;
  std::uint64_t deliveries_ = 0;
  std::size_t next_ = 0; ///< who speaks next
  bool is_speaking_ = false;
  bool is_measuring_ = false;
};

} // namespace troupe::load
