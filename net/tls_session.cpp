// SPDX-License-Identifier: Apache-2.0
#include "net/tls_session.hpp"

#include <algorithm>
#include <cstring>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/tls_context.hpp"
#include "net/tls_error.hpp"

namespace troupe::net {

/// A BIO over a session's input view and output string. OpenSSL's memory BIOs
/// would copy once more and keep their buffers.
struct tls_bio {
  static tls_session& session(BIO* bio) {
    return *static_cast<tls_session*>(BIO_get_data(bio));
  }

  static int read(BIO* bio, char* to, int size) {
    BIO_clear_retry_flags(bio);
    auto& input = session(bio).input_;
    if (input.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const auto n = std::min<std::size_t>(input.size(), std::max(size, 0));
    std::memcpy(to, input.data(), n);
    input.remove_prefix(n);
    return static_cast<int>(n);
  }

  static int write(BIO* bio, const char* from, int size) {
    BIO_clear_retry_flags(bio);
    session(bio).wire_.append(from, static_cast<std::size_t>(size));
    return size;
  }

  static long control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static BIO* make(tls_session* session) {
    static BIO_METHOD* const method = [] {
      auto m = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(),
                            "troupe session");
      BIO_meth_set_read(m, &tls_bio::read);
      BIO_meth_set_write(m, &tls_bio::write);
      BIO_meth_set_ctrl(m, &tls_bio::control);
      return m;
    }();
    BIO* bio = BIO_new(method);
    BIO_set_data(bio, session);
    BIO_set_init(bio, 1);
    return bio;
  }
};

namespace {

// RFC 9266 §4.2: `tls-exporter` needs a unique session, which below TLS 1.3
// takes the extended master secret (RFC 7627). Renegotiation is off.
std::string exported(SSL* ssl) {
  static constexpr std::string_view label = "EXPORTER-Channel-Binding";
  if (SSL_version(ssl) < TLS1_3_VERSION && SSL_get_extms_support(ssl) != 1)
    return {};
  std::string value(32, '\0');
  const auto to = reinterpret_cast<unsigned char*>(value.data());
  // With an empty context, which TLS 1.2 tells from none (RFC 5705 §4).
  const unsigned char nothing = 0;
  if (SSL_export_keying_material(ssl, to, value.size(), label.data(),
                                 label.size(), &nothing, 0, 1)
      != 1) {
    ERR_clear_error();
    return {};
  }
  return value;
}

} // namespace

void tls_session::release::operator()(ssl_st* ssl) const {
  SSL_free(ssl);
}

tls_session::tls_session(std::shared_ptr<const tls_context> context,
                         std::string& wire)
    : context_(std::move(context)),
      wire_(wire),
      ssl_(SSL_new(context_->native())) {
  if (!ssl_) {
    error_ = take_tls_error();
    return;
  }
  BIO* bio = tls_bio::make(this);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

tls_session::~tls_session() = default;

std::size_t tls_session::receive(std::string_view bytes,
                                 std::span<char> plain) {
  if (error_ || ended_by_peer_)
    return 0;
  ERR_clear_error();
  input_ = bytes;
  std::size_t size = 0;
  if (established_ || handshake())
    while (size < plain.size()) {
      std::size_t n = 0;
      const int result = SSL_read_ex(ssl_.get(), plain.data() + size,
                                     plain.size() - size, &n);
      size += n;
      if (result != 1) {
        note_result(result);
        break;
      }
    }
  input_ = {};
  return size;
}

void tls_session::send(std::string_view plain) {
  if (error_ || ended_)
    return;
  ERR_clear_error();
  std::size_t n = 0; // all of it: the wire never refuses
  if (SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &n) != 1)
    error_ = take_tls_error();
}

void tls_session::end() {
  if (!established_ || error_ || ended_)
    return;
  ended_ = true;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

bool tls_session::handshake() {
  const int result = SSL_do_handshake(ssl_.get());
  if (result != 1) {
    note_result(result);
    return false;
  }
  established_ = true;
  note_facts();
  return true;
}

void tls_session::note_result(int result) {
  const int kind = SSL_get_error(ssl_.get(), result);
  if (kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE)
    return;
  if (kind == SSL_ERROR_ZERO_RETURN)
    ended_by_peer_ = true;
  else
    error_ = take_tls_error();
}

void tls_session::note_facts() {
  SSL* ssl = ssl_.get();
  facts_.version = SSL_get_version(ssl);
  facts_.cipher = SSL_get_cipher_name(ssl);
  if (auto name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
    facts_.server_name = name;
  facts_.exporter = exported(ssl);
  facts_.server_end_point = context_->end_point_hash(facts_.server_name);
}

} // namespace troupe::net
