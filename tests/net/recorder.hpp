// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "net/transport.hpp"

namespace troupe::net::test {

/// Notes every event; does in it what the test wants.
class recorder final : public transport_events {
public:
  void on_bytes(std::string_view received) override {
    calls.emplace_back("bytes");
    bytes += received;
    if (when_bytes)
      when_bytes(received);
  }
  void on_secured(const tls_facts& facts) override {
    calls.emplace_back("secured");
    secured = facts;
    if (when_secured)
      when_secured();
  }
  void on_drained() override {
    calls.emplace_back("drained");
    ++drained;
  }
  void on_closed(boost::system::error_code why) override {
    calls.emplace_back("closed");
    closed = why;
  }

  std::size_t count(std::string_view call) const {
    std::size_t n = 0;
    for (const auto& each : calls)
      n += each == call;
    return n;
  }

  std::vector<std::string> calls;
  std::string bytes;
  std::optional<tls_facts> secured;
  std::optional<boost::system::error_code> closed;
  std::size_t drained = 0;
  std::function<void(std::string_view)> when_bytes;
  std::function<void()> when_secured;
};

} // namespace troupe::net::test
