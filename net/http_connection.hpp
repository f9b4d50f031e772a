// SPDX-License-Identifier: Apache-2.0
// Within net/ only: one client of the HTTP server.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/http_peers.hpp"
#include "net/http_server.hpp"

namespace troupe::net {

/// The loop as other threads see it: once it is closed, what is posted is
/// forgotten.
class http_gate {
public:
  explicit http_gate(boost::asio::io_context& io) : io_(&io) {}

  void post(std::function<void()> f) {
    const std::lock_guard held{lock_};
    if (io_ != nullptr)
      boost::asio::post(*io_, std::move(f));
  }
  void close() {
    const std::lock_guard held{lock_};
    io_ = nullptr;
  }

private:
  std::mutex lock_;
  boost::asio::io_context* io_;
};

class http_connection;

/// What the connections of a server share, on the loop.
struct http_shared {
  http_shared(boost::asio::io_context& io, http_server::handler h,
              http_options o)
      : options(std::move(o)),
        on_request(std::move(h)),
        gate(std::make_shared<http_gate>(io)),
        peers(options.connections_per_address, options.requests_per_second,
              options.burst) {}

  http_options options;
  http_server::handler on_request;
  std::shared_ptr<http_gate> gate;
  http_peers peers;
  http_counts counts;
  std::unordered_map<http_connection*, std::shared_ptr<http_connection>> open;
};

/// One client: requests one after the other, or an event stream until its end.
/// Kept alive by the server's list and its own pending operations.
class http_connection : public std::enable_shared_from_this<http_connection> {
public:
  http_connection(boost::asio::ip::tcp::socket socket,
                  std::shared_ptr<http_shared> shared);

  /// False where there are too many of its address.
  bool enter();
  void start();
  void close();

  /// The answer to the request under way; a second one is ignored.
  void answer(const http_response& response);
  void stream(std::shared_ptr<http_stream_queue> queue,
              std::function<void()> gone);
  void flush();

private:
  enum class phase : std::uint8_t {
    idle,      ///< between two requests
    reading,   ///< one is coming
    handling,  ///< its answer is awaited
    writing,   ///< the answer is leaving
    streaming, ///< so are events
    lingering, ///< the last answer is out, the client has not closed
    closed
  };

  void read();
  void on_read(boost::system::error_code why, std::size_t size);
  void process();
  void go_on();
  void handle();
  bool is_welcome(const http_request& request);
  void refuse(unsigned status);
  void write(std::string bytes);
  void on_written();
  void linger();
  void write_events(std::string bytes);
  void arm(std::chrono::milliseconds after);
  void on_timeout();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<http_shared> shared_;
  std::string peer_;
  bool loopback_ = false;
  phase phase_ = phase::reading;
  http_reader reader_;
  std::array<char, 4096> chunk_{};
  std::string in_, out_;
  std::size_t discarded_ = 0;
  bool reading_ = false; ///< a read is pending
  bool keep_ = false;    ///< for another request
  bool is_head_ = false;
  bool sending_ = false; ///< events
  std::shared_ptr<http_stream_queue> queue_;
  std::function<void()> gone_;
};

} // namespace troupe::net
