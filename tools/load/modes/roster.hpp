// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "tools/load/modes/iq_loop.hpp"
#include "tools/load/modes/mode.hpp"
#include "tools/load/modes/roster_filler.hpp"

namespace troupe::load {

/// Changes of roster items, and fetching of whole rosters.
class roster final : public mode, public crowd_events {
public:
  std::string name() const override { return "roster"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  void on_stanza(session& who, const xml::element& stanza) override;
  boost::asio::awaitable<outcome<void>> fill();
  std::string contact(std::size_t i) const;
  std::string set(const std::string& id, std::uint64_t n) const;

  std::size_t count_ = 50;
  std::size_t items_ = 20;
  std::size_t window_ = 8;

  world* world_ = nullptr;
  std::optional<crowd> crowd_;
  std::optional<roster_filler> filler_;
  std::optional<iq_loop> loop_;
};

} // namespace troupe::load
