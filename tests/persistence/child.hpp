// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <functional>

#include <sys/wait.h>
#include <unistd.h>

namespace troupe::persistence {

/// A process that runs `body` with the writing end of a pipe and ends without
/// unwinding; the test holds the reading end and may kill it.
class child {
public:
  explicit child(const std::function<int(int)>& body) {
    int ends[2];
    if (pipe(ends) != 0)
      std::abort();
    pid_ = fork();
    if (pid_ == 0) {
      close(ends[0]);
      _exit(body(ends[1]));
    }
    close(ends[1]);
    reading_ = ends[0];
  }
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child() {
    kill();
    close(reading_);
  }

  /// The next byte that it wrote; nothing once it is gone.
  bool read(char& byte) { return ::read(reading_, &byte, 1) == 1; }

  void kill() {
    if (pid_ > 0)
      ::kill(pid_, SIGKILL);
    wait();
  }

  /// What `body` returned, -1 where it was killed.
  int wait() {
    int status = -1;
    if (pid_ > 0)
      waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

private:
  pid_t pid_ = -1;
  int reading_ = -1;
};

/// What a child says of a step that went well.
inline void tell(int pipe, char byte) {
  if (write(pipe, &byte, 1) != 1)
    _exit(1);
}

} // namespace troupe::persistence
