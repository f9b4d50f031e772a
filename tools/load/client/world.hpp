// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "tools/load/client/options.hpp"
#include "tools/load/client/progress.hpp"
#include "tools/load/client/sasl_client.hpp"
#include "tools/load/client/tls_client.hpp"
#include "tools/load/figures/meter.hpp"

namespace troupe::load {

using clock = std::chrono::steady_clock;

class session;

/// For so long a run waits while nothing happens.
inline constexpr std::chrono::seconds patience{60};

/// What all sessions of a run share. One thread.
class world {
public:
  /// Looks the server up and prepares TLS and SASL.
  static outcome<std::unique_ptr<world>> make(common_options options);

  /// Waits until `done()`, which is asked after each `ring`.
  /// @returns false if `limit` was over before
  boost::asio::awaitable<bool> until(std::function<bool()> done,
                                     clock::duration limit);
  /// Something has changed for which `until` may be waiting.
  void ring() { bell_.cancel(); }
  /// Ends early if the user interrupts.
  boost::asio::awaitable<void> wait_seconds(double time);
  /// Shows on a terminal how far the run is, instead of what was shown.
  void show(std::function<std::string()> text) {
    progress_.show(std::move(text));
  }
  void hide_progress() { progress_.hide(); }

  /// `flush`es the session once everything that can be done now is done.
  void flush_later(session& each);

  /// The user wants an end: what is measured so far is reported.
  void interrupt();
  bool is_interrupted() const { return is_interrupted_; }

  /// The source address of connection `number`, if one is asked for.
  std::optional<boost::asio::ip::tcp::endpoint>
  source_of(std::size_t number) const;

  boost::asio::io_context io{1};
  common_options options;
  std::string domain;
  std::vector<boost::asio::ip::tcp::endpoint> endpoints;
  std::unique_ptr<sasl_clients> sasl;
  std::optional<tls_client> tls;
  meter server{0};
  std::string protection;              ///< of the first session with TLS
  std::string mechanism;               ///< SASL's, of the last login
  std::array<char, 128 * 1024> buffer; ///< what is being read

private:
  world() : bell_(io), progress_(io) {}
  int find_server() const;
  void flush_all();

  boost::asio::steady_timer bell_;
  progress progress_;
  std::vector<session*> to_flush_;
  std::vector<session*> flushing_;
  bool is_interrupted_ = false;
};

} // namespace troupe::load
