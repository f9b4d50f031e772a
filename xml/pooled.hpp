// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace troupe::xml {

// A sanitizer sees only what really comes and goes. GCC tells of it by a macro,
// Clang by a feature.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TROUPE_IS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TROUPE_IS_SANITIZED
#endif
#endif

#ifdef TROUPE_IS_SANITIZED
inline constexpr std::size_t pooled_blocks = 0;
#else
inline constexpr std::size_t pooled_blocks = 512; // per thread and type
#endif

/// For a type of which one comes and goes with each stanza: as a base, has it
/// live in memory that its thread keeps for the next one. An object may be
/// deleted on another thread than it was made on.
template <class T>
class pooled {
public:
  static void* operator new(std::size_t size) {
    auto* stock = blocks();
    if (stock == nullptr || stock->free.empty() || size != sizeof(T))
      return ::operator new(size);
    auto* block = stock->free.back();
    stock->free.pop_back();
    return block;
  }

  static void operator delete(void* block, std::size_t size) {
    auto* stock = blocks();
    if (stock == nullptr || stock->free.size() >= pooled_blocks
        || size != sizeof(T))
      return ::operator delete(block);
    stock->free.push_back(block);
  }

private:
  struct stock_of_thread {
    std::vector<void*> free;

    stock_of_thread() { free.reserve(pooled_blocks); }
    ~stock_of_thread() {
      is_gone() = true;
      for (auto* block : free)
        ::operator delete(block);
    }
  };

  // Trivial, hence still there when the stock is gone.
  static bool& is_gone() {
    thread_local bool gone = false;
    return gone;
  }

  static stock_of_thread* blocks() {
    if (is_gone())
      return nullptr;
    thread_local stock_of_thread stock;
    return &stock;
  }
};

} // namespace troupe::xml
