// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/openssl_ptr.hpp"
#include "tests/net/test_client.hpp"

namespace troupe::net::test {

struct tls_client_settings {
  std::string server_name;
  int version = TLS1_3_VERSION; ///< the only one to offer
  std::string alpn;             ///< as on the wire
  std::string ciphers;          ///< of TLS 1.2 and below; empty: defaults
  std::uint64_t options = 0;
  SSL_SESSION* resume = nullptr;
};

/// An OpenSSL client over a test_client, apart from the code under test.
class tls_client {
public:
  tls_client(test_client& wire, const tls_client_settings& settings);

  void start() { step(); }
  void send(std::string_view plain);
  /// Sends close_notify.
  void end();

  bool is_done() const { return SSL_is_init_finished(ssl_.get()) == 1; }
  std::string exporter() const;
  x509_ptr certificate() const {
    return x509_ptr{SSL_get1_peer_certificate(ssl_.get())};
  }
  SSL* native() const { return ssl_.get(); }

  std::string received;
  bool ended = false;  ///< close_notify has come
  std::string failure; ///< OpenSSL's reason

private:
  void step();
  void push();

  test_client& wire_;
  ssl_ctx_ptr context_;
  std::unique_ptr<SSL, openssl_free<SSL_free>> ssl_;
};

} // namespace troupe::net::test
