// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

/// A Unix socket on which local processes ask line by line, and get a line
/// for each. What the lines say is not known here.
namespace troupe::net {

/// The file's name within the data directory.
inline constexpr std::string_view control_socket_name = "troupe.sock";

/// A line of a local process, and the way to answer it.
struct control_request {
  uid_t uid = 0;         ///< who the process runs as, by the kernel's word
  std::string line;      ///< without its end
  bool too_long = false; ///< `line` is empty; the answer ends the connection
  /// To be called once, from any thread while the loop lives. The text has no
  /// newline in it.
  std::function<void(std::string)> answer;
};

struct control_options {
  std::size_t longest_line = std::size_t{64} * 1024;
  std::vector<uid_t> allowed; ///< empty: root and who runs this process
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

private:
  using deadline = std::chrono::steady_clock::time_point;

  explicit control_client(int descriptor) noexcept : descriptor_{descriptor} {}
  boost::system::error_code wait_for(short events, deadline until) const;
  boost::system::error_code send(std::string_view bytes, deadline until) const;

  int descriptor_ = -1;
  std::string received_;
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
