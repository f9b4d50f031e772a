// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include <boost/asio/local/stream_protocol.hpp>

#include "net/control_socket.hpp"

namespace troupe::net {

/// The lines for a client that were not written yet; of any thread.
class outbox {
public:
  outbox(std::size_t most_bytes,
         std::function<std::string(std::uint64_t)> tell_dropped)
      : most_bytes_(most_bytes), tell_dropped_(std::move(tell_dropped)) {}

  /// Lines of that request are taken from now on, until its answer.
  void begin(std::uint64_t request);
  /// One line before the answer, dropped while `most_bytes` wait.
  /// @returns whether somebody is to be sent for `take`
  bool tell(std::uint64_t request, std::string_view line);
  /// The last line; it always fits. @returns the same
  bool answer(std::uint64_t request, std::string_view line);
  /// Nobody reads any more.
  void close();

  /// All that waits; empty: nothing, and whoever puts something has to send.
  std::string take();
  /// So many bytes of what was taken were written.
  void written(std::size_t bytes);
  /// Whether the last line was taken.
  bool is_answered() const;

private:
  void put(std::string_view line);
  void put_count();
  std::string count_of_dropped() const;

  const std::size_t most_bytes_;
  const std::function<std::string(std::uint64_t)> tell_dropped_;
  mutable std::mutex mutex_;
  std::string lines_;
  std::size_t unsent_ = 0;    ///< bytes of `lines_` and of what was taken
  std::uint64_t dropped_ = 0; ///< lines, since the last that was taken
  std::uint64_t request_ = 0; ///< whose lines are taken; 0: nobody's
  bool sent_for_ = false;
};

/// One asking process. Kept alive by what it waits for, and by the server's
/// list.
class control_connection
    : public std::enable_shared_from_this<control_connection> {
public:
  using socket = boost::asio::local::stream_protocol::socket;

  control_connection(socket s, uid_t uid,
                     const control_socket::handler& on_request,
                     const control_options& options);

  void start() { read(); }
  /// Whoever tells the client something learns that it has gone.
  void close();
  bool is_open() const { return socket_.is_open(); }

private:
  void read();
  void on_read(boost::system::error_code why, std::size_t size);
  void on_end();
  void next_request();
  control_request make_request();
  void set_gone(std::uint64_t request, std::function<void()> then);
  void write();
  bool write_some();
  void finish();

  socket socket_;
  uid_t uid_;
  const control_socket::handler& on_request_; // the server's
  std::size_t longest_;
  std::string received_;
  std::array<char, 4096> chunk_; ///< of a read under way
  std::string sending_;
  std::size_t sent_ = 0; ///< bytes of it
  std::shared_ptr<outbox> out_;
  std::uint64_t requests_ = 0;
  std::function<void()> gone_; ///< of the request that is being answered
  bool answering_ = false;
  bool reading_ = false;
  bool waiting_to_write_ = false;
  bool last_ = false;  ///< the connection ends with the answer
  bool ended_ = false; ///< the client says no more
};

} // namespace troupe::net
