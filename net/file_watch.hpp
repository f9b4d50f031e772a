// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace troupe::net {

/// Says when any of a few files has changed, for example certificates that an
/// ACME client renews. It looks at them at an interval: inotify would have to
/// watch directories and follow symbolic links to see files that are replaced
/// (as certbot and Kubernetes do), and sees nothing on network file systems;
/// a few `stat` a minute cost nothing.
///
/// A change is told once the files have stayed the same for one interval, so
/// that a half-written set (new chain, old key) is not used. Used on the
/// loop's thread; destroying it ends the watch.
class file_watch {
public:
  using changed = std::function<void()>;

  file_watch(boost::asio::io_context& loop,
             std::vector<std::filesystem::path> files,
             std::chrono::milliseconds interval, changed on_changed);
  ~file_watch();
  file_watch(const file_watch&) = delete;
  file_watch& operator=(const file_watch&) = delete;

private:
  class poller;
  std::shared_ptr<poller> poller_;
};

} // namespace troupe::net
