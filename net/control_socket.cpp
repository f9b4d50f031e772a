// SPDX-License-Identifier: Apache-2.0
#include "net/control_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/control_connection.hpp"

namespace troupe::net {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;
using boost::system::result;

namespace {

constexpr std::size_t most_connections = 64;
constexpr std::chrono::milliseconds accept_rest{100};

std::string system_text(const std::filesystem::path& file, int error) {
  return file.string() + ": " + std::strerror(error);
}

uid_t uid_of(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return static_cast<uid_t>(-1);
  return peer.uid;
}

/// Removes a socket on which nobody answers. @returns what forbids it
std::string remove_stale(const std::filesystem::path& file) {
  struct stat facts {};
  if (lstat(file.c_str(), &facts) != 0)
    return errno == ENOENT ? "" : system_text(file, errno);
  if (!S_ISSOCK(facts.st_mode))
    return file.string() + " is there and no socket: move it away";
  auto somebody = control_client::connect(file);
  if (somebody)
    return file.string() + " is in use by another server";
  if (somebody.error() != boost::system::errc::connection_refused)
    return file.string() + ": " + somebody.error().message();
  return unlink(file.c_str()) == 0 ? "" : system_text(file, errno);
}

} // namespace

class control_socket::server : public std::enable_shared_from_this<server> {
public:
  server(asio::io_context& loop, std::filesystem::path file, handler on_request,
         control_options options)
      : acceptor_(loop),
        rest_(loop),
        file_(std::move(file)),
        on_request_(std::move(on_request)),
        options_(std::move(options)) {
    if (options_.allowed.empty())
      options_.allowed = {0, geteuid()};
  }

  /// @returns what went wrong, empty if nothing
  std::string open() {
    if (auto fault = remove_stale(file_); !fault.empty())
      return fault;
    const socket_path path{file_};
    error_code why;
    acceptor_.open({}, why);
    if (!why)
      acceptor_.bind({path.text()}, why);
    if (why)
      return file_.string() + ": " + why.message();
    bound_ = true;
    // Nobody can connect before it listens.
    if (chmod(file_.c_str(), 0600) != 0)
      return system_text(file_, errno);
    acceptor_.listen(stream_protocol::acceptor::max_listen_connections, why);
    return why ? file_.string() + ": " + why.message() : "";
  }

  void accept() {
    acceptor_.async_accept(
        [self = shared_from_this()](error_code why, stream_protocol::socket s) {
          self->on_accepted(why, std::move(s));
        });
  }

  void stop() {
    stopped_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    rest_.cancel();
    for (auto& each : connections_)
      each->close();
    connections_.clear();
    if (std::exchange(bound_, false))
      unlink(file_.c_str());
  }

private:
  void on_accepted(error_code why, stream_protocol::socket socket) {
    if (stopped_)
      return;
    // Out of descriptors, the peer stays in the kernel's queue and would be
    // reported again at once.
    if (why && why != asio::error::connection_aborted)
      return rest();
    if (!why)
      take(std::move(socket));
    accept();
  }

  void take(stream_protocol::socket socket) {
    std::erase_if(connections_, [](auto& each) { return !each->is_open(); });
    const auto uid = uid_of(socket.native_handle());
    if (std::ranges::find(options_.allowed, uid) == options_.allowed.end()
        || connections_.size() >= most_connections)
      return;
    connections_.push_back(std::make_shared<control_connection>(
        std::move(socket), uid, on_request_, options_));
    connections_.back()->start();
  }

  void rest() {
    rest_.expires_after(accept_rest);
    rest_.async_wait([self = shared_from_this()](error_code cancelled) {
      if (!cancelled && !self->stopped_)
        self->accept();
    });
  }

  stream_protocol::acceptor acceptor_;
  asio::steady_timer rest_;
  std::filesystem::path file_;
  handler on_request_;
  control_options options_;
  std::vector<std::shared_ptr<control_connection>> connections_;
  bool bound_ = false;
  bool stopped_ = false;
};

control_socket::control_socket(std::shared_ptr<server> s)
    : server_(std::move(s)) {
}

control_socket::~control_socket() {
  server_->stop();
}

result<std::unique_ptr<control_socket>, std::string>
control_socket::open(asio::io_context& loop, const std::filesystem::path& file,
                     handler on_request, control_options options) {
  auto made = std::make_shared<server>(loop, file, std::move(on_request),
                                       std::move(options));
  std::unique_ptr<control_socket> owner{new control_socket{made}};
  if (auto fault = made->open(); !fault.empty())
    return fault;
  made->accept();
  return owner;
}

} // namespace troupe::net
