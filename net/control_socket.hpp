// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

/// A Unix socket on which local processes ask line by line. Each line gets one
/// that answers it, and before that as many as there is to tell. What the lines
/// say is not known here.
namespace troupe::net {

/// The file's name within the data directory.
inline constexpr std::string_view control_socket_name = "troupe.sock";

/// A line of a local process, and the way to answer it.
struct control_request {
  uid_t uid = 0;         ///< who the process runs as, by the kernel's word
  std::string line;      ///< without its end
  bool too_long = false; ///< `line` is empty; the answer ends the connection
  // All three from any thread while the loop lives; none blocks. The texts have
  // no newline in them.
  /// To be called once.
  std::function<void(const std::string&)> answer;
  /// One line before the answer. A line is dropped while too many bytes wait
  /// for the client (`control_options::most_unsent`).
  std::function<void(const std::string&)> tell;
  /// Wants to know, once, that nobody waits for the answer any more: the client
  /// has gone or has shut its side down, or the server ends. Without this, a
  /// client that has shut its side down still gets its answer.
  std::function<void(std::function<void()>)> when_gone;
};

struct control_options {
  std::size_t longest_line = std::size_t{64} * 1024;
  std::vector<uid_t> allowed; ///< empty: root and who runs this process
  std::size_t most_unsent = std::size_t{256} * 1024; ///< bytes, but for answers
  /// The line that says how many were dropped, in front of the next one that
  /// fits; none: nothing is said.
  std::function<std::string(std::uint64_t)> tell_dropped;
};

/// The server's side. Listens with mode 0600; a file left behind by a process
/// that is gone is replaced, one that somebody answers on is not. Each
/// connection has one request at a time. Used on the loop's thread; destroying
/// it closes all connections and removes the file.
class control_socket {
public:
  using handler = std::function<void(control_request)>;

  /// The error is text for the operator.
  static boost::system::result<std::unique_ptr<control_socket>, std::string>
  open(boost::asio::io_context& loop, const std::filesystem::path& file,
       handler on_request, control_options options = {});
  ~control_socket();
  control_socket(const control_socket&) = delete;
  control_socket& operator=(const control_socket&) = delete;

private:
  class server;
  explicit control_socket(std::shared_ptr<server> s);
  std::shared_ptr<server> server_;
};

/// The asking side; blocks.
class control_client {
public:
  /// `no_such_file_or_directory` or `connection_refused` where no server runs.
  static boost::system::result<control_client>
  connect(const std::filesystem::path& file);

  control_client(control_client&& other) noexcept;
  control_client& operator=(control_client&& other) noexcept;
  ~control_client();

  /// Sends a line and waits for the one that answers it, `limit` at most.
  boost::system::result<std::string> ask(std::string_view line,
                                         std::chrono::milliseconds limit);

  /// Sends a line and hands on each one that comes, until one is the answer:
  /// `on_line` returns false. Where the descriptor `until_readable` has
  /// something to read, the server is told that it is enough; the error is then
  /// `operation_canceled`. `connection_aborted`: the server has gone.
  boost::system::error_code
  follow(std::string_view line,
         const std::function<bool(const std::string&)>& on_line,
         int until_readable = -1);

private:
  using deadline = std::chrono::steady_clock::time_point;

  explicit control_client(int descriptor) noexcept : descriptor_{descriptor} {}
  boost::system::error_code wait_for(short events, deadline until) const;
  boost::system::error_code send(std::string_view bytes, deadline until) const;
  boost::system::error_code receive();
  boost::system::error_code say_enough();
  std::optional<std::string> next_line();

  int descriptor_ = -1;
  std::string received_;
  std::size_t searched_ = 0; ///< bytes of it that have no line's end
};

/// A socket's path in the form that fits into an address: a long one goes
/// through a descriptor of its directory, since `sun_path` has 108 bytes.
class socket_path {
public:
  explicit socket_path(const std::filesystem::path& file);
  ~socket_path();
  socket_path(const socket_path&) = delete;
  socket_path& operator=(const socket_path&) = delete;

  const std::string& text() const { return text_; }

private:
  std::string text_;
  int directory_ = -1;
};

} // namespace troupe::net
