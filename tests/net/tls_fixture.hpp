// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/tcp_transport.hpp"
#include "net/tls_context.hpp"
#include "tests/net/recorder.hpp"
#include "tests/net/test_certificates.hpp"
#include "tests/net/test_loop.hpp"
#include "tests/net/tls_client.hpp"

namespace troupe::net::test {

/// Hosts one.example (P-256, SHA-256) and two.example (P-384, SHA-384), loaded
/// once for all tests.
const std::shared_ptr<const tls_context>& two_hosts();

/// A transport with direct TLS or not, and a peer on its other end.
struct tls_pair : test_loop {
  explicit tls_pair(bool direct_tls,
                    std::shared_ptr<const tls_context> context = two_hosts())
      : ends_(connected()),
        client(std::move(ends_.second)),
        server(make_tcp_transport(
            std::move(ends_.first), turn, [context] { return context; },
            direct_tls)) {
    server->attach(events);
    client.read();
  }

  /// Starts a client's handshake. @returns whether both sides completed it
  bool handshake(const tls_client_settings& settings) {
    tls.emplace(client, settings);
    tls->start();
    return until([&] {
             return (events.secured && tls->is_done()) || events.closed
                    || !tls->failure.empty();
           })
           && events.secured && tls->is_done();
  }

  bool closed() const { return events.closed.has_value(); }

private:
  std::pair<boost::asio::ip::tcp::socket, boost::asio::ip::tcp::socket> ends_;

public:
  test_client client;
  std::optional<tls_client> tls;
  recorder events;
  std::unique_ptr<transport> server;
};

} // namespace troupe::net::test
