// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/system/result.hpp>

#include "net/http_message.hpp"
#include "net/http_reader.hpp"
#include "net/http_stream.hpp"
#include "net/listener.hpp"

namespace troupe::net {

class http_answer_slot;

/// The way to answer one request, once: from any thread, now or later, even
/// when the client or the server has gone. One that is dropped unused answers
/// 500.
class http_responder {
public:
  explicit http_responder(std::shared_ptr<http_answer_slot> slot);

  void answer(http_response response) const;
  /// Answers with an event stream. `gone` is called on the loop's thread once
  /// the client has left; not after `http_stream::end`.
  http_stream stream(std::function<void()> gone) const;

private:
  std::shared_ptr<http_answer_slot> slot_;
};

/// Bounds of what clients may do.
struct http_options {
  http_size_limits sizes;
  std::size_t connections = 512;
  std::size_t connections_per_address = 128;
  double requests_per_second = 50; ///< of one address; 0: any number
  double burst = 100;              ///< requests at once
  std::size_t stream_bytes = std::size_t{256} * 1024; ///< that wait unsent
  std::chrono::milliseconds request_time{10'000};     ///< to send one
  std::chrono::milliseconds idle_time{30'000};        ///< between two requests
  std::chrono::milliseconds write_time{60'000};       ///< to take an answer
  std::chrono::milliseconds keep_alive{15'000};       ///< of an event stream
  std::chrono::milliseconds linger_time{2'000};       ///< after the last answer
  /// Whether a Host header is one of ours (DNS rebinding); empty: loopback
  /// names only.
  std::function<bool(std::string_view host)> is_own_host;
  std::function<std::chrono::steady_clock::time_point()> now
      = std::chrono::steady_clock::now; ///< for the rates
};

/// What has happened since the start.
struct http_counts {
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;   ///< connections too many
  std::uint64_t limited = 0;   ///< answered with 429
  std::size_t connections = 0; ///< now
};

/// A server of HTTP/1.1 in the clear, on one loop. To be used on the loop's
/// thread; destroying it closes all connections.
class http_server {
public:
  /// Called on the loop's thread; must not block.
  using handler = std::function<void(http_request, http_responder)>;

  /// Listens on all of `where`, or says for the operator why not.
  static boost::system::result<std::unique_ptr<http_server>, std::string>
  open(boost::asio::io_context& loop, const std::vector<endpoint>& where,
       handler on_request, http_options options = {});
  ~http_server();
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  /// With real ports.
  const std::vector<endpoint>& listening() const { return listening_; }
  http_counts counts() const;

private:
  struct state;
  explicit http_server(std::unique_ptr<state> s);

  std::unique_ptr<state> state_;
  std::vector<endpoint> listening_;
};

} // namespace troupe::net
