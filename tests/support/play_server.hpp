// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/play.hpp"

namespace troupe::support {

/// A client's end of a connection.
class wire {
public:
  enum class outcome {
    bytes, ///< something was appended
    quiet, ///< nothing came: in memory for ever, else within the deadline
    ended, ///< the server has closed the connection
  };

  virtual ~wire() = default;
  virtual void send(std::string_view bytes) = 0;
  virtual outcome read(std::string& to) = 0;
  /// The client's handshake; empty, or what went wrong.
  virtual std::string secure(const std::string& server_name) = 0;
  virtual bool is_secure() const = 0;
  /// Channel binding `tls-exporter` (RFC 9266).
  virtual std::string exporter() const = 0;
  /// Ends the connection without a word.
  virtual void drop() = 0;
};

/// What a play needs of a server. Faults are text; empty means that it went.
class play_server {
public:
  virtual ~play_server() = default;

  /// Starts with that configuration and those accounts.
  virtual std::string start(const play& what) = 0;
  virtual std::unique_ptr<wire> connect(bool direct_tls, std::string& fault)
      = 0;
  /// Whether all that was sent has been handled, so that nothing received
  /// means nothing sent. If not, the clients have to ask.
  virtual bool settle() = 0;
  virtual std::string pass_time(std::chrono::milliseconds how_long) = 0;
  /// Stops in order.
  virtual std::string stop() = 0;
  /// Starts again with the same data.
  virtual std::string restart() = 0;
  /// What the server said, for reports.
  virtual std::string log() { return {}; }
};

/// The whole server in this process, with virtual time.
std::unique_ptr<play_server> make_memory_play_server();
/// The binary; `troupectl` is expected next to it.
std::unique_ptr<play_server> make_real_play_server(std::string trouped);

/// The configuration of a play as TOML: its own lines, then what every play
/// needs. `ports` are those of `listen`, `direct_tls` and `http`.
std::string configuration_for(const play& what, const std::string& directory,
                              const std::vector<unsigned>& ports);

} // namespace troupe::support
