// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/result.hpp>

namespace troupe::net {

/// "127.0.0.1:5222", "[::1]:5222" or "*:5222" (any IPv6 and IPv4 address).
struct endpoint {
  std::string address;
  std::uint16_t port = 0;

  bool is_loopback() const;
};
boost::system::result<endpoint, std::string> parse_endpoint(std::string_view);
std::string to_string(const endpoint&);

/// Accepts connections on one endpoint and hands each socket on. Out of file
/// descriptors it rests and tries again, it does not spin or die.
class listener {
public:
  /// Called on the listener's loop, also if the socket belongs to another.
  using accepted = std::function<void(boost::asio::ip::tcp::socket)>;
  /// The io_context that the next accepted socket will belong to.
  using choose_loop = std::function<boost::asio::io_context&()>;

  virtual ~listener() = default;
  /// The port in use; chosen by the kernel where the endpoint said 0.
  virtual std::uint16_t port() const = 0;
  virtual void start(choose_loop choose, accepted on_socket) = 0;
  /// Closes; to be called on the loop's own thread.
  virtual void stop() = 0;

  /// Binds and listens on `where`, accepting on `loop`; the error is text for
  /// the operator ("127.0.0.1:5222: address already in use").
  static boost::system::result<std::unique_ptr<listener>, std::string>
  open(boost::asio::io_context& loop, const endpoint& where);
};

} // namespace troupe::net
