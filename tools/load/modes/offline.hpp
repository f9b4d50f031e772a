// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <vector>

#include "tools/load/client/crowd.hpp"
#include "tools/load/modes/mode.hpp"
#include "tools/load/modes/numbered_message.hpp"

namespace troupe::load {

/// Messages to accounts that are not there, which then come for them.
class offline final : public mode, public crowd_events {
public:
  std::string name() const override { return "offline"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  void on_stanza(session& who, const xml::element& stanza) override;
  boost::asio::awaitable<outcome<void>> log_senders_in();
  boost::asio::awaitable<outcome<void>> store(report& into);
  boost::asio::awaitable<outcome<void>> fetch(report& into);
  bool is_all_acknowledged();
  verdict tell(report& into);

  std::size_t count_ = 10;
  std::size_t messages_ = 100;
  std::size_t body_ = 100;
  bool is_managed_ = false;

  world* world_ = nullptr;
  std::deque<crowd> crowds_; ///< senders, then recipients
  std::vector<sequence> heard_;
  std::uint32_t run_ = 0;
  std::uint64_t came_ = 0;
  std::uint64_t errors_ = 0;
  std::uint64_t strays_ = 0;
};

} // namespace troupe::load
