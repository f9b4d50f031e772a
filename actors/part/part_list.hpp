// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <utility>

#include "xml/warm.hpp"

namespace troupe::part {

/// The parts of one account or host, in the order of the catalogue: all of them
/// in one piece of memory, which is smaller than a dozen, and of which a stanza
/// that passes through them misses less in the processor's cache.
template <class Part>
class part_list {
public:
  part_list() = default;
  /// An empty list with room for `count` parts of so many bytes in all.
  part_list(std::size_t count, std::size_t bytes)
      : bytes_(count * sizeof(Part*) + bytes),
        memory_(std::make_unique_for_overwrite<std::byte[]>(bytes_)),
        free_(memory_.get() + count * sizeof(Part*)) {}
  part_list(part_list&& x) noexcept { swap(x); }
  part_list& operator=(part_list&& x) noexcept {
    part_list old{std::move(x)};
    swap(old);
    return *this;
  }
  ~part_list() {
    for (auto* p : *this)
      std::destroy_at(p);
  }

  /// Makes the next one by `make(memory)`. @pre there is room
  template <class F>
  void add(std::size_t bytes, F make) {
    const_cast<Part**>(begin())[size_] = make(free_);
    ++size_;
    free_ += bytes;
  }

  std::size_t size() const { return size_; }
  /// Bytes of all parts themselves.
  std::size_t bytes() const { return bytes_; }
  Part* operator[](std::size_t i) const {
    assert(i < size_);
    return begin()[i];
  }
  Part* const* begin() const {
    return reinterpret_cast<Part* const*>(memory_.get());
  }
  Part* const* end() const { return begin() + size_; }

  /// Has the parts ready in the processor's cache.
  void warm() const { xml::warm(memory_.get(), bytes_); }

private:
  void swap(part_list& x) noexcept {
    std::swap(bytes_, x.bytes_);
    std::swap(memory_, x.memory_);
    std::swap(free_, x.free_);
    std::swap(size_, x.size_);
  }

  std::size_t bytes_ = 0;
  std::unique_ptr<std::byte[]> memory_; // first where each part is
  std::byte* free_ = nullptr;
  std::size_t size_ = 0;
};

} // namespace troupe::part
