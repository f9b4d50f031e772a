// SPDX-License-Identifier: Apache-2.0
#include "tests/support/child_process.hpp"

#include <array>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace troupe::support {

namespace {

[[noreturn]] void become(const std::vector<char*>& arguments, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto null = ::open("/dev/null", O_RDONLY);
  dup2(null, 0);
  dup2(output, 1);
  dup2(output, 2);
  execv(arguments[0], arguments.data());
  _exit(127);
}

} // namespace

child_process::child_process(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& a : command)
    arguments.push_back(const_cast<char*>(a.c_str()));
  arguments.push_back(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return;
  pid_ = fork();
  if (pid_ == 0)
    become(arguments, ends[1]);
  ::close(ends[1]);
  pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  reader_ = std::thread([this, fd = ends[0]] { read(fd); });
}

child_process::~child_process() {
  if (is_running())
    signal(SIGKILL);
  wait(std::chrono::seconds{10});
  if (reader_.joinable())
    reader_.join();
  if (pidfd_ >= 0)
    ::close(pidfd_);
}

void child_process::read(int fd) {
  std::array<char, 4096> buffer;
  for (;;) {
    auto n = ::read(fd, buffer.data(), buffer.size());
    if (n <= 0)
      break;
    std::lock_guard guard{mutex_};
    output_.append(buffer.data(), static_cast<std::size_t>(n));
    news_.notify_all();
  }
  ::close(fd);
}

void child_process::signal(int number) {
  if (pid_ > 0)
    ::kill(pid_, number);
}

int child_process::wait(std::chrono::milliseconds limit) {
  if (pid_ <= 0)
    return code_;
  pollfd end{pidfd_, POLLIN, 0};
  if (::poll(&end, 1, static_cast<int>(limit.count())) <= 0)
    return -1;
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return code_;
}

bool child_process::is_running() {
  return pid_ > 0 && wait(std::chrono::milliseconds{0}) == -1;
}

void child_process::await_output(std::size_t since) {
  std::unique_lock lock{mutex_};
  news_.wait_for(lock, std::chrono::milliseconds{50},
                 [&] { return output_.size() > since; });
}

std::string child_process::output() const {
  std::lock_guard guard{mutex_};
  return output_;
}

} // namespace troupe::support
