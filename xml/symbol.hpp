// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace troupe::xml {

/// An immutable text that is shared by those who say the same: the name or the
/// namespace of an element. As large as a pointer; those of the core protocol,
/// and those that a thread has seen lately, cost no allocation.
class symbol {
public:
  symbol() noexcept = default;
  explicit symbol(std::string_view text);
  symbol(const symbol& other) noexcept;
  symbol(symbol&& other) noexcept
      : shared_(std::exchange(other.shared_, nullptr)) {}
  symbol& operator=(symbol other) noexcept {
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~symbol() {
    if (shared_)
      release();
  }

  const std::string& str() const noexcept;

  bool operator==(const symbol& other) const noexcept {
    return shared_ == other.shared_ || str() == other.str();
  }

private:
  struct text;

  explicit symbol(const text* shared) noexcept : shared_(shared) {}
  static symbol make(std::string_view chars);
  void release() noexcept;

  const text* shared_ = nullptr; // null: empty
};

} // namespace troupe::xml
