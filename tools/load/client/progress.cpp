// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/progress.hpp"

#include <algorithm>
#include <iostream>

#include <unistd.h>

namespace troupe::load {

progress::progress(boost::asio::io_context& io)
    : timer_(io), is_terminal_(isatty(STDERR_FILENO) == 1) {
}

void progress::show(std::function<std::string()> text) {
  if (!is_terminal_)
    return;
  text_ = std::move(text);
  write();
  wait();
}

void progress::hide() {
  text_ = nullptr;
  timer_.cancel();
  if (shown_ > 0)
    std::cerr << '\r' << std::string(shown_, ' ') << '\r' << std::flush;
  shown_ = 0;
}

void progress::wait() {
  timer_.expires_after(std::chrono::seconds{1});
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled || !text_)
      return;
    write();
    wait();
  });
}

void progress::write() {
  const auto line = text_();
  std::cerr << '\r' << line
            << std::string(shown_ - std::min(shown_, line.size()), ' ')
            << std::flush;
  shown_ = line.size();
}

} // namespace troupe::load
