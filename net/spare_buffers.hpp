// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace troupe::net {

/// A thread's stock of emptied output buffers. A connection borrows one when
/// it has something to send and gives it back when all has left, so that an
/// idle connection holds none and a busy one does not allocate.
class spare_buffers {
public:
  static spare_buffers& of_this_thread() {
    static thread_local spare_buffers stock;
    return stock;
  }

  /// Gives `buffer` some capacity if it has none of its own.
  void lend(std::string& buffer) {
    if (stock_.empty() || buffer.capacity() > std::string{}.capacity())
      return;
    buffer = std::move(stock_.back());
    stock_.pop_back();
  }

  /// Empties `buffer` and takes its memory.
  void take_back(std::string& buffer) {
    buffer.clear();
    if (stock_.size() < max_buffers && buffer.capacity() <= max_capacity
        && buffer.capacity() > std::string{}.capacity())
      stock_.push_back(std::exchange(buffer, {}));
    else
      std::string{}.swap(buffer);
  }

private:
  static constexpr std::size_t max_buffers = 64;
  static constexpr std::size_t max_capacity = 64 * 1024;

  std::vector<std::string> stock_;
};

} // namespace troupe::net
