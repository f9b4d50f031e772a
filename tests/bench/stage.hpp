// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/memory_server.hpp"

namespace troupe::bench {

/// A client that knows what to say next and parses nothing.
class client {
public:
  client(support::memory_server& server, std::string user);

  const std::string& user() const { return user_; }
  /// Sends, and lets the server do what it has to.
  void tell(std::string_view text);
  /// The same, and gives what came back.
  std::string say(std::string_view text);
  /// What has come since.
  std::string take() { return peer_->take(); }
  void close();

  /// SASL with SCRAM-SHA-256 up to the new stream's features.
  void authenticate();
  /// Binds a resource; the roster; initial presence.
  void begin();

private:
  support::memory_server& server_;
  std::shared_ptr<net::memory_peer> peer_;
  std::string user_;
};

/// The whole server in memory with accounts u0, u1, ... of localhost.
class stage {
public:
  struct settings {
    std::size_t accounts = 2;
    bool archive = false;
  };

  explicit stage(settings s);

  support::memory_server& server() { return *server_; }
  /// A client of account `i`, connected but not logged in.
  client connect(std::size_t i);
  /// The same, logged in and available.
  client log_in(std::size_t i);
  /// How many entries a log of that account has in the store.
  std::uint64_t logged(const client& of, const std::string& log);
  /// Account `i` gets subscribers, both ways, that are logged in.
  void befriend(std::size_t i, std::size_t first, std::size_t last);

private:
  std::shared_ptr<persistence::store> store_;
  std::unique_ptr<support::memory_server> server_;
};

} // namespace troupe::bench
