// SPDX-License-Identifier: Apache-2.0
#include "net/listener.hpp"

#include <cctype>
#include <chrono>

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

/// Kept alive by its pending accept or rest.
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
    accept();
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
    acceptor_.open(at.protocol(), why);
    if (!why)
      acceptor_.set_option(tcp::acceptor::reuse_address(true), why);
    if (!why && at.protocol() == tcp::v6())
      acceptor_.set_option(asio::ip::v6_only(!dual_stack), why);
    if (!why)
      acceptor_.bind(at, why);
    if (!why)
      acceptor_.listen(tcp::acceptor::max_listen_connections, why);
    return why;
  }

  void accept() {
    acceptor_.async_accept(
        choose_(), [self = shared_from_this()](error_code why, tcp::socket s) {
          self->on_accepted(why, std::move(s));
        });
  }

  void on_accepted(error_code why, tcp::socket socket) {
    if (stopped_)
      return;
    if (why && why != asio::error::connection_aborted)
      return rest();
    if (!why) {
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      on_socket_(std::move(socket));
    }
    if (!stopped_)
      accept();
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
