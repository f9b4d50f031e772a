// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace troupe::net::test {

/// A plain peer on the test's own loop. Must outlive the running of the loop.
class test_client {
public:
  explicit test_client(boost::asio::ip::tcp::socket s) : socket(std::move(s)) {}
  test_client(const test_client&) = delete;
  test_client& operator=(const test_client&) = delete;

  void read() {
    socket.async_read_some(
        boost::asio::buffer(buffer_),
        [this](boost::system::error_code why, std::size_t size) {
          received.append(buffer_.data(), size);
          if (on_data)
            on_data({buffer_.data(), size});
          if (why)
            ended = why;
          else
            read();
        });
  }

  void send(std::string_view bytes) {
    out_ += bytes;
    if (!writing_)
      write();
  }

  /// Ends our direction.
  void end() {
    boost::system::error_code gone;
    socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send, gone);
  }

  boost::asio::ip::tcp::socket socket;
  std::string received;
  boost::system::error_code ended;
  std::function<void(std::string_view)> on_data;

private:
  void write() {
    writing_ = !out_.empty();
    if (!writing_)
      return;
    std::swap(in_flight_, out_);
    out_.clear();
    boost::asio::async_write(
        socket, boost::asio::buffer(in_flight_),
        [this](boost::system::error_code why, std::size_t) {
          if (!why)
            write();
        });
  }

  std::array<char, 64 * 1024> buffer_;
  std::string out_;
  std::string in_flight_;
  bool writing_ = false;
};

} // namespace troupe::net::test
