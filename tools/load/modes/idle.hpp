// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>

#include "tools/load/client/crowd.hpp"
#include "tools/load/modes/mode.hpp"
#include "tools/load/modes/roster_filler.hpp"

namespace troupe::load {

/// Sessions that are available and do nothing: what one costs in memory, and
/// what all together cost in CPU.
class idle final : public mode, public crowd_events {
public:
  std::string name() const override { return "idle"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  bool on_login(session& who) override;
  void on_stanza(session& who, const xml::element& stanza) override;
  boost::asio::awaitable<outcome<void>> set_up();
  boost::asio::awaitable<outcome<void>> gather();
  void tell(report& into, const meter_reading& empty, const meter_reading& full,
            const meter_reading& later);

  std::size_t count_ = 1000;
  std::size_t roster_ = 0;
  bool sets_up_only_ = false;

  world* world_ = nullptr;
  std::deque<crowd> crowds_; ///< the first one sets rosters up
  std::optional<roster_filler> filler_;
  bool is_setting_up_ = false;
};

} // namespace troupe::load
