// SPDX-License-Identifier: Apache-2.0
#include "tests/support/socket_wire.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/openssl_ptr.hpp"

namespace troupe::support {

namespace {

/// Nothing that a play waits for takes so long, not even under sanitizers.
constexpr int deadline_ms = 15'000;

sockaddr_in loopback(unsigned port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class socket_wire final : public wire {
public:
  socket_wire(int fd, std::string trusted)
      : fd_(fd), trusted_(std::move(trusted)) {}

  ~socket_wire() override {
    ssl_.reset();
    if (fd_ >= 0)
      ::close(fd_);
  }

  void send(std::string_view bytes) override {
    while (!bytes.empty()) {
      auto n = ssl_ ? SSL_write(ssl_.get(), bytes.data(),
                                static_cast<int>(bytes.size()))
                    : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n > 0)
        bytes.remove_prefix(static_cast<std::size_t>(n));
      else if (!wait_again(static_cast<int>(n), POLLOUT))
        return; // the server is gone, which `read` will tell
    }
  }

  outcome read(std::string& to) override {
    std::array<char, 16384> buffer;
    for (;;) {
      auto n = ssl_ ? SSL_read(ssl_.get(), buffer.data(), buffer.size())
                    : ::recv(fd_, buffer.data(), buffer.size(), 0);
      if (n > 0) {
        to.append(buffer.data(), static_cast<std::size_t>(n));
        return outcome::bytes;
      }
      if (!wait_again(static_cast<int>(n), POLLIN))
        return timed_out_ ? outcome::quiet : outcome::ended;
    }
  }

  std::string secure(const std::string& server_name) override {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_load_verify_locations(context_.get(), trusted_.c_str(), nullptr);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE
                                 | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_set_tlsext_host_name(ssl_.get(), server_name.c_str());
    SSL_set1_host(ssl_.get(), server_name.c_str());
    SSL_set_fd(ssl_.get(), fd_);
    for (;;) {
      auto n = SSL_connect(ssl_.get());
      if (n == 1)
        return {};
      if (!wait_again(n, POLLIN))
        return std::string{"the TLS handshake failed: "}
               + ERR_error_string(ERR_peek_error(), nullptr);
    }
  }

  bool is_secure() const override { return ssl_ != nullptr; }

  std::string exporter() const override {
    std::string value(32, '\0');
    if (ssl_)
      SSL_export_keying_material(
          ssl_.get(), reinterpret_cast<unsigned char*>(value.data()),
          value.size(), "EXPORTER-Channel-Binding", 24,
          reinterpret_cast<const unsigned char*>(""), 0, 1);
    return value;
  }

  /// With a reset, as when a machine has vanished and comes back.
  void drop() override {
    linger hard{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ssl_.reset();
    ::close(std::exchange(fd_, -1));
  }

private:
  /// Waits until the operation that gave `n` may be tried again; false where
  /// it need not be.
  bool wait_again(int n, short events) {
    timed_out_ = false;
    if (ssl_) {
      auto why = SSL_get_error(ssl_.get(), n);
      ERR_clear_error();
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
        return false;
      events = why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
      return false;
    }
    pollfd waiting{fd_, events, 0};
    timed_out_ = ::poll(&waiting, 1, deadline_ms) == 0;
    return !timed_out_;
  }

  int fd_;
  bool timed_out_ = false;
  std::string trusted_;
  net::ssl_ctx_ptr context_;
  std::unique_ptr<SSL, net::openssl_free<SSL_free>> ssl_;
};

} // namespace

std::unique_ptr<wire> connect_socket(unsigned port, const std::string& trusted,
                                     std::string& fault) {
  auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(port);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address)
      != 0) {
    fault = "port " + std::to_string(port) + ": " + std::strerror(errno);
    ::close(fd);
    return nullptr;
  }
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return std::make_unique<socket_wire>(fd, trusted);
}

unsigned free_port() {
  auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

} // namespace troupe::support
