// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "tools/load/client/crowd.hpp"
#include "tools/load/modes/mode.hpp"

namespace troupe::load {

/// Makes accounts by in-band registration (XEP-0077). Those that are there
/// already are left as they are.
class accounts final : public mode, public crowd_events {
public:
  std::string name() const override { return "accounts"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  bool on_login(session& who) override;
  void on_leave(session&) override { crowd_->go_on(); }
  void on_stanza(session& who, const xml::element& stanza) override;

  std::size_t count_ = 100;
  world* world_ = nullptr;
  std::optional<crowd> crowd_;
  std::uint64_t made_ = 0;
  std::uint64_t existed_ = 0;
  std::string why_; ///< the first was refused
};

} // namespace troupe::load
