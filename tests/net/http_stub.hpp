// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

namespace troupe::net::test {

/// An HTTP server on a free port of the loopback, on a thread of its own. Keeps
/// every request and answers as it is told, one connection after the other.
class http_stub {
public:
  using request = boost::beast::http::request<boost::beast::http::string_body>;
  using response
      = boost::beast::http::response<boost::beast::http::string_body>;
  /// @param count how many requests came before; none: it hangs up
  using answer = std::function<std::optional<response>(std::size_t count)>;

  explicit http_stub(answer with, boost::asio::ssl::context* tls = nullptr)
      : with_(std::move(with)),
        tls_(tls),
        door_(loop_, {boost::asio::ip::address_v4::loopback(), 0}),
        thread_([this] { run(); }) {}

  ~http_stub() {
    over_ = true;
    boost::system::error_code gone;
    boost::asio::ip::tcp::socket last{loop_}; // wakes it
    last.connect(door_.local_endpoint(), gone);
    thread_.join();
  }
  http_stub(const http_stub&) = delete;
  http_stub& operator=(const http_stub&) = delete;

  std::string port() const {
    return std::to_string(door_.local_endpoint().port());
  }

  /// Waits until as many have come. @returns them, fewer after 20 seconds
  std::vector<request> requests(std::size_t count) {
    std::unique_lock held{lock_};
    came_.wait_for(held, std::chrono::seconds{20},
                   [&] { return requests_.size() >= count; });
    return requests_;
  }

  static response answered(unsigned status, const std::string& body = "{}") {
    response made{static_cast<boost::beast::http::status>(status), 11};
    made.body() = body;
    made.prepare_payload();
    return made;
  }

private:
  void run() {
    while (!over_) {
      boost::system::error_code why;
      boost::asio::ip::tcp::socket peer{loop_};
      door_.accept(peer, why);
      if (why || over_)
        continue;
      if (tls_ == nullptr) {
        serve(peer);
        continue;
      }
      boost::beast::ssl_stream<boost::asio::ip::tcp::socket> secure{
          std::move(peer), *tls_};
      secure.handshake(boost::asio::ssl::stream_base::server, why);
      if (!why)
        serve(secure);
    }
  }

  template <class Stream>
  void serve(Stream& stream) {
    boost::system::error_code why;
    boost::beast::flat_buffer buffer;
    request came;
    boost::beast::http::read(stream, buffer, came, why);
    if (why)
      return;
    std::optional<response> reply;
    {
      const std::lock_guard guard{lock_};
      reply = with_(requests_.size());
      requests_.push_back(std::move(came));
    }
    came_.notify_all();
    if (reply)
      boost::beast::http::write(stream, *reply, why);
  }

  answer with_;
  boost::asio::ssl::context* tls_;
  boost::asio::io_context loop_;
  boost::asio::ip::tcp::acceptor door_;
  std::atomic<bool> over_ = false;
  std::mutex lock_;
  std::condition_variable came_;
  std::vector<request> requests_;
  std::thread thread_;
};

} // namespace troupe::net::test
