// SPDX-License-Identifier: Apache-2.0
#include "net/file_watch.hpp"

#include <sys/stat.h>

#include <boost/asio/steady_timer.hpp>

namespace troupe::net {

namespace {

/// What tells one state of a file from another; all zero if there is none.
struct stamp {
  ino_t inode = 0;
  off_t size = 0;
  time_t seconds = 0;
  long nanoseconds = 0;

  bool operator==(const stamp&) const = default;
};

stamp stamp_of(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0)
    return {};
  return {status.st_ino, status.st_size, status.st_mtim.tv_sec,
          status.st_mtim.tv_nsec};
}

} // namespace

class file_watch::poller : public std::enable_shared_from_this<poller> {
public:
  poller(boost::asio::io_context& loop,
         std::vector<std::filesystem::path> files,
         std::chrono::milliseconds interval, changed on_changed)
      : timer_(loop),
        files_(std::move(files)),
        interval_(interval),
        on_changed_(std::move(on_changed)),
        told_(look()),
        seen_(told_) {}

  void arm() {
    timer_.expires_after(interval_);
    timer_.async_wait(
        [self = shared_from_this()](boost::system::error_code cancelled) {
          if (!cancelled && !self->stopped_)
            self->check();
        });
  }

  void stop() {
    stopped_ = true;
    timer_.cancel();
  }

private:
  std::vector<stamp> look() const {
    std::vector<stamp> found;
    for (const auto& file : files_)
      found.push_back(stamp_of(file));
    return found;
  }

  void check() {
    auto now = look();
    const bool settled = now == seen_;
    seen_ = std::move(now);
    if (settled && seen_ != told_) {
      told_ = seen_;
      on_changed_();
    }
    if (!stopped_)
      arm();
  }

  boost::asio::steady_timer timer_;
  std::vector<std::filesystem::path> files_;
  std::chrono::milliseconds interval_;
  changed on_changed_;
  std::vector<stamp> told_; // when `on_changed_` was last called
  std::vector<stamp> seen_; // at the last look
  bool stopped_ = false;
};

file_watch::file_watch(boost::asio::io_context& loop,
                       std::vector<std::filesystem::path> files,
                       std::chrono::milliseconds interval, changed on_changed)
    : poller_(std::make_shared<poller>(loop, std::move(files), interval,
                                       std::move(on_changed))) {
  poller_->arm();
}

file_watch::~file_watch() {
  poller_->stop();
}

} // namespace troupe::net
