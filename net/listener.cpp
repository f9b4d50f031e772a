// SPDX-License-Identifier: Apache-2.0
#include "net/listener.hpp"

#include <cctype>
#include <cerrno>
#include <chrono>

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>

namespace troupe::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using boost::system::result;

namespace {

constexpr std::chrono::milliseconds rest_time{100};
constexpr int batch = 64; // connections per turn of the loop

/// Kept alive by its pending wait or rest.
class acceptor_loop : public std::enable_shared_from_this<acceptor_loop> {
public:
  explicit acceptor_loop(asio::io_context& loop)
      : acceptor_(loop), rest_(loop) {}

  error_code open(const endpoint& where) {
    const bool any = where.address == "*";
    error_code why;
    const auto address = any ? asio::ip::address{asio::ip::address_v6::any()}
                             : asio::ip::make_address(where.address, why);
    if (!why)
      why = bind({address, where.port}, any);
    if (any && why == asio::error::address_family_not_supported)
      why = bind({tcp::v4(), where.port}, false);
    return why;
  }

  std::uint16_t port() const {
    error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
  }

  void start(listener::choose_loop choose, listener::accepted on_socket) {
    choose_ = std::move(choose);
    on_socket_ = std::move(on_socket);
    arm();
  }

  void stop() {
    stopped_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    rest_.cancel();
  }

private:
  error_code bind(const tcp::endpoint& at, bool dual_stack) {
    error_code why;
    acceptor_.close(why);
    protocol_ = at.protocol();
    acceptor_.open(protocol_, why);
    if (!why)
      acceptor_.set_option(tcp::acceptor::reuse_address(true), why);
    if (!why && protocol_ == tcp::v6())
      acceptor_.set_option(asio::ip::v6_only(!dual_stack), why);
    if (!why)
      acceptor_.bind(at, why);
    if (!why)
      acceptor_.listen(tcp::acceptor::max_listen_connections, why);
    if (!why)
      acceptor_.non_blocking(true, why);
    return why;
  }

  void arm() {
    acceptor_.async_wait(tcp::acceptor::wait_read,
                         [self = shared_from_this()](error_code why) {
                           if (!why && !self->stopped_)
                             self->accept();
                         });
  }

  // By hand, since Asio's accept would hold a socket of the chosen loop while
  // it waits, maybe for longer than that loop lives.
  void accept() {
    for (int i = 0; i < batch && !stopped_; ++i) {
      const int fd = ::accept4(acceptor_.native_handle(), nullptr, nullptr,
                               SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0)
        hand_on(fd);
      else if (errno == EAGAIN || errno == EWOULDBLOCK)
        break;
      else if (errno != ECONNABORTED && errno != EINTR)
        return rest();
    }
    if (!stopped_)
      arm();
  }

  void hand_on(int fd) {
    tcp::socket socket{choose_()};
    error_code why;
    socket.assign(protocol_, fd, why);
    if (why) {
      ::close(fd);
      return;
    }
    socket.set_option(tcp::no_delay(true), why);
    on_socket_(std::move(socket));
  }

  // Out of descriptors or memory, the connection stays in the kernel's queue
  // and would be reported again at once.
  void rest() {
    rest_.expires_after(rest_time);
    rest_.async_wait([self = shared_from_this()](error_code cancelled) {
      if (!cancelled && !self->stopped_)
        self->accept();
    });
  }

  tcp::acceptor acceptor_;
  tcp protocol_ = tcp::v4();
  asio::steady_timer rest_;
  listener::choose_loop choose_;
  listener::accepted on_socket_;
  bool stopped_ = false;
};

class tcp_listener final : public listener {
public:
  explicit tcp_listener(std::shared_ptr<acceptor_loop> inner)
      : inner_(std::move(inner)) {}
  tcp_listener(const tcp_listener&) = delete;
  tcp_listener& operator=(const tcp_listener&) = delete;
  ~tcp_listener() override { inner_->stop(); }

  std::uint16_t port() const override { return inner_->port(); }
  void start(choose_loop choose, accepted on_socket) override {
    inner_->start(std::move(choose), std::move(on_socket));
  }
  void stop() override { inner_->stop(); }

private:
  std::shared_ptr<acceptor_loop> inner_;
};

std::string text_of(const endpoint& where, error_code why) {
  auto reason = why.message();
  reason.front()
      = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
  return to_string(where) + ": " + reason;
}

} // namespace

result<std::unique_ptr<listener>, std::string>
listener::open(asio::io_context& loop, const endpoint& where) {
  auto inner = std::make_shared<acceptor_loop>(loop);
  if (const auto why = inner->open(where))
    return text_of(where, why);
  return std::unique_ptr<listener>{new tcp_listener{std::move(inner)}};
}

} // namespace troupe::net
