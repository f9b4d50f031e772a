// SPDX-License-Identifier: Apache-2.0
#include "tests/net/tls_client.hpp"

#include <array>

#include <openssl/err.h>

#include "net/tls_error.hpp"

namespace troupe::net::test {

tls_client::tls_client(test_client& wire, const tls_client_settings& settings)
    : wire_(wire), context_(SSL_CTX_new(TLS_client_method())) {
  SSL_CTX_set_min_proto_version(context_.get(), settings.version);
  SSL_CTX_set_max_proto_version(context_.get(), settings.version);
  SSL_CTX_set_options(context_.get(), settings.options);
  if (!settings.ciphers.empty())
    SSL_CTX_set_cipher_list(context_.get(), settings.ciphers.c_str());
  ssl_.reset(SSL_new(context_.get()));
  if (!settings.server_name.empty())
    SSL_set_tlsext_host_name(ssl_.get(), settings.server_name.c_str());
  if (!settings.alpn.empty())
    SSL_set_alpn_protos(
        ssl_.get(),
        reinterpret_cast<const unsigned char*>(settings.alpn.data()),
        static_cast<unsigned>(settings.alpn.size()));
  if (settings.resume)
    SSL_set_session(ssl_.get(), settings.resume);
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl_.get());
  wire_.on_data = [this](std::string_view bytes) {
    BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(),
              static_cast<int>(bytes.size()));
    step();
  };
}

void tls_client::send(std::string_view plain) {
  SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size()));
  push();
}

void tls_client::end() {
  SSL_shutdown(ssl_.get());
  push();
}

std::string tls_client::exporter() const {
  std::string value(32, '\0');
  SSL_export_keying_material(ssl_.get(),
                             reinterpret_cast<unsigned char*>(value.data()),
                             value.size(), "EXPORTER-Channel-Binding", 24,
                             reinterpret_cast<const unsigned char*>(""), 0, 1);
  return value;
}

void tls_client::step() {
  std::array<char, 16384> buffer;
  ERR_clear_error();
  int n = 1;
  if (!is_done())
    n = SSL_do_handshake(ssl_.get());
  while (n == 1 || (n > 0 && is_done())) {
    n = SSL_read(ssl_.get(), buffer.data(), buffer.size());
    if (n <= 0)
      break;
    received.append(buffer.data(), static_cast<std::size_t>(n));
  }
  const int kind = SSL_get_error(ssl_.get(), n);
  if (kind == SSL_ERROR_ZERO_RETURN)
    ended = true;
  else if (kind == SSL_ERROR_SSL && failure.empty())
    failure = take_tls_reason();
  push();
}

void tls_client::push() {
  char* bytes = nullptr;
  BIO* out = SSL_get_wbio(ssl_.get());
  const auto size = BIO_get_mem_data(out, &bytes);
  if (size > 0)
    wire_.send({bytes, static_cast<std::size_t>(size)});
  BIO_reset(out);
}

} // namespace troupe::net::test
