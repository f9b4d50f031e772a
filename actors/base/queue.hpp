// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace troupe::base {

/// A queue for what is mostly empty, in the hundreds of thousands: without
/// elements it has no memory, of which a std::deque has half a KiB.
template <class T>
class queue {
public:
  using value_type = T;

  queue() = default;
  queue(const queue&) = default;
  queue(queue&& other) noexcept
      : items_(std::move(other.items_)), head_(std::exchange(other.head_, 0)) {}
  queue& operator=(queue other) noexcept {
    items_.swap(other.items_);
    std::swap(head_, other.head_);
    return *this;
  }

  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size() - head_; }
  T& front() { return items_[head_]; }
  const T& front() const { return items_[head_]; }
  T& back() { return items_.back(); }
  const T& back() const { return items_.back(); }
  T& operator[](std::size_t i) { return items_[head_ + i]; }
  const T& operator[](std::size_t i) const { return items_[head_ + i]; }
  T* begin() { return items_.data() + head_; }
  T* end() { return items_.data() + items_.size(); }
  const T* begin() const { return items_.data() + head_; }
  const T* end() const { return items_.data() + items_.size(); }

  void push_back(T x) {
    // Half of it has gone: its place is used again before more is taken.
    if (items_.size() == items_.capacity() && head_ > items_.size() / 2)
      close_up();
    items_.push_back(std::move(x));
  }

  /// @pre not empty
  void pop_front() {
    [[maybe_unused]] const T gone = std::move(items_[head_++]);
    if (head_ == items_.size())
      clear();
  }

  void clear() {
    items_.clear();
    head_ = 0;
  }

  /// Gives back the memory that is not needed now.
  void shrink() {
    close_up();
    items_.shrink_to_fit();
  }

private:
  void close_up() {
    items_.erase(items_.begin(),
                 items_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }

  std::vector<T> items_; // those before `head_` have gone
  std::size_t head_ = 0;
};

} // namespace troupe::base
