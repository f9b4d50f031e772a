// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "net/http_server.hpp"
#include "tests/net/test_loop.hpp"
#include "tests/support/print_result.hpp"

namespace troupe::net::test {

/// The far end of a connection; what comes is gathered while the loop runs.
struct http_wire {
  http_wire(boost::asio::io_context& io, std::uint16_t port) : socket(io) {
    socket.connect({boost::asio::ip::address_v4::loopback(), port});
  }
  ~http_wire() {
    boost::system::error_code ignored;
    socket.close(ignored);
  }
  http_wire(const http_wire&) = delete;
  http_wire& operator=(const http_wire&) = delete;

  /// Few bytes go at once, many while the loop runs.
  void send(std::string text) {
    auto kept = std::make_shared<std::string>(std::move(text));
    boost::asio::async_write(socket, boost::asio::buffer(*kept),
                             [kept](auto, std::size_t) {});
  }

  /// From now on.
  void listen() {
    socket.async_read_some(boost::asio::buffer(chunk),
                           [this](auto why, std::size_t size) {
                             if (why == boost::asio::error::operation_aborted)
                               return; // `this` may have gone
                             got.append(chunk.data(), size);
                             if (why)
                               closed = true;
                             else
                               listen();
                           });
  }

  bool has(std::string_view text) const { return got.find(text) != got.npos; }
  std::size_t count(std::string_view text) const {
    std::size_t n = 0;
    for (auto at = got.find(text); at != got.npos;
         at = got.find(text, at + text.size()))
      ++n;
    return n;
  }
  /// Of the first answer.
  std::string status() const { return got.substr(0, got.find("\r\n")); }

  boost::asio::ip::tcp::socket socket;
  std::array<char, 65536> chunk{};
  std::string got;
  bool closed = false;
};

/// A server whose handler notes what it is asked; it answers with the path
/// unless a test does so.
struct http_fixture : test_loop {
  explicit http_fixture(http_options options = {}) {
    auto opened = http_server::open(
        io, {{"127.0.0.1", 0}},
        [this](http_request r, http_responder to) {
          requests.push_back(r);
          if (on_request)
            return on_request(r, to);
          to.answer({200, "text/plain", r.method + ' ' + r.path, {}});
        },
        std::move(options));
    REQUIRE(opened);
    server = std::move(*opened);
  }

  std::uint16_t port() const { return server->listening().at(0).port; }

  /// What comes back until the server closes.
  std::string ask(const std::string& text) {
    http_wire wire{io, port()};
    wire.listen();
    wire.send(text);
    CHECK(until([&] { return wire.closed; }));
    return wire.got;
  }
  std::string status_of(const std::string& text) {
    const auto got = ask(text);
    return got.substr(0, got.find("\r\n"));
  }

  std::vector<http_request> requests;
  std::function<void(const http_request&, const http_responder&)> on_request;
  std::unique_ptr<http_server> server;
};

/// A request that ends the connection.
inline std::string get(const std::string& target,
                       const std::string& headers = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers
         + "Connection: close\r\n\r\n";
}

} // namespace troupe::net::test
