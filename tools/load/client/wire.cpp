// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/wire.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

#include <climits>
#include <openssl/err.h>

namespace troupe::load {

outcome<void> wire::start_tls(const tls_client& tls,
                              const std::string& domain) {
  ssl_ = tls.session(socket_.native_handle(), domain);
  if (!ssl_)
    return problem{"no TLS session can be made; is there enough memory?"};
  return {};
}

outcome<bool> wire::handshake() {
  ERR_clear_error();
  const auto result = SSL_do_handshake(ssl_.get());
  if (result == 1) {
    wants_write_ = false;
    return true;
  }
  auto gone = tls_result(result);
  if (!gone)
    return gone.error();
  return false;
}

std::string wire::protection() const {
  return std::string{SSL_get_version(ssl_.get())} + ' '
         + SSL_get_cipher_name(ssl_.get());
}

outcome<std::size_t> wire::read(std::span<char> into) {
  if (!ssl_)
    return plain_result(
        ::recv(socket_.native_handle(), into.data(), into.size(), 0));
  ERR_clear_error();
  const auto size
      = static_cast<int>(std::min<std::size_t>(into.size(), INT_MAX));
  return tls_result(SSL_read(ssl_.get(), into.data(), size));
}

outcome<std::size_t> wire::write(std::string_view bytes) {
  if (!ssl_)
    return plain_result(::send(socket_.native_handle(), bytes.data(),
                               bytes.size(), MSG_NOSIGNAL));
  ERR_clear_error();
  const auto size
      = static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX));
  return tls_result(SSL_write(ssl_.get(), bytes.data(), size));
}

bool wire::holds_more() const {
  return ssl_ && SSL_has_pending(ssl_.get()) == 1;
}

void wire::close() {
  if (ssl_)
    SSL_shutdown(ssl_.get()); // says close_notify, does not wait for theirs
  ERR_clear_error();
  ssl_.reset();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

outcome<std::size_t> wire::plain_result(ssize_t result) {
  if (result > 0)
    return static_cast<std::size_t>(result);
  if (result < 0 && (errno == EAGAIN || errno == EINTR))
    return std::size_t{0};
  is_ended_ = result == 0;
  return problem{
      is_ended_
          ? "the server closed the connection"
          : boost::system::error_code{errno, boost::system::system_category()}
                .message()};
}

outcome<std::size_t> wire::tls_result(int result) {
  wants_write_ = false;
  if (result > 0)
    return static_cast<std::size_t>(result);
  switch (SSL_get_error(ssl_.get(), result)) {
  case SSL_ERROR_WANT_READ:
    return std::size_t{0};
  case SSL_ERROR_WANT_WRITE:
    wants_write_ = true;
    return std::size_t{0};
  case SSL_ERROR_ZERO_RETURN:
    is_ended_ = true;
    return problem{"the server closed the connection"};
  case SSL_ERROR_SYSCALL:
    return problem{
        errno
            ? boost::system::error_code{errno, boost::system::system_category()}
                  .message()
            : "the server closed the connection"};
  default:
    // OpenSSL 3 has an end without close_notify as an error.
    if (ERR_GET_REASON(ERR_peek_error())
        == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      is_ended_ = true;
      ERR_clear_error();
      return problem{"the server closed the connection"};
    }
    return problem{tls_reason(ssl_.get())};
  }
}

} // namespace troupe::load
