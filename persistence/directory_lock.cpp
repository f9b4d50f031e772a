// SPDX-License-Identifier: Apache-2.0
#include "persistence/directory_lock.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace troupe::persistence {

namespace {

std::filesystem::path lock_file(const std::filesystem::path& data_dir) {
  return data_dir / "troupe.lock";
}

// Locks of the open file description: unlike flock they can be asked for
// without being taken, unlike plain fcntl locks they exclude this process too.
struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

int pid_in(int descriptor) {
  char text[24] = {};
  auto size = pread(descriptor, text, sizeof text - 1, 0);
  return size > 0 ? std::atoi(text) : 0;
}

void write_pid(int descriptor) {
  auto text = std::to_string(getpid()) + "\n";
  // It is only told to people: on a full disk the lock holds all the same.
  if (ftruncate(descriptor, 0) == 0
      && pwrite(descriptor, text.data(), text.size(), 0) < 0)
    return;
}

store_error taken(const std::filesystem::path& data_dir, int pid) {
  auto who = pid > 0 ? "process " + std::to_string(pid) : "another process";
  return {store_errc::in_use,
          data_dir.string() + " is in use by " + who
              + ": stop that one first, or choose another data_dir"};
}

} // namespace

result<directory_lock>
directory_lock::take(const std::filesystem::path& data_dir) {
  auto file = lock_file(data_dir);
  auto descriptor
      = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0)
    return store_error{
        errno == ENOSPC ? store_errc::full : store_errc::unavailable,
        "cannot open " + file.string() + ": " + std::strerror(errno)};
  directory_lock held{descriptor};
  auto lock = whole_file();
  if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0) {
    write_pid(descriptor);
    return held;
  }
  if (errno == EAGAIN || errno == EACCES)
    return taken(data_dir, pid_in(descriptor));
  return store_error{store_errc::unavailable, "cannot lock " + file.string()
                                                  + ": "
                                                  + std::strerror(errno)};
}

std::optional<int>
directory_lock::holder(const std::filesystem::path& data_dir) {
  auto descriptor
      = ::open(lock_file(data_dir).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0)
    return std::nullopt;
  directory_lock closes{descriptor};
  auto lock = whole_file();
  if (fcntl(descriptor, F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
    return std::nullopt;
  return pid_in(descriptor);
}

directory_lock::directory_lock(int descriptor) noexcept
    : descriptor_{descriptor} {
}

directory_lock::directory_lock(directory_lock&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)} {
}

directory_lock& directory_lock::operator=(directory_lock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

directory_lock::~directory_lock() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

} // namespace troupe::persistence
