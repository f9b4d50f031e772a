// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include "tools/load/client/crowd.hpp"
#include "tools/load/modes/mode.hpp"

namespace troupe::load {

/// TLS handshakes and nothing more: what of a login is encryption.
class handshake final : public mode, public crowd_events {
public:
  std::string name() const override { return "handshake"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  bool on_login(session& who) override;
  void on_stanza(session&, const xml::element&) override {}

  std::size_t count_ = 1000;
  /// It stays: what was cancelled may still call it.
  std::deque<crowd> crowds_;
};

} // namespace troupe::load
