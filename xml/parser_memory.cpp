// SPDX-License-Identifier: Apache-2.0
#include "xml/parser_memory.hpp"

#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include <sys/mman.h>

#include "xml/pooled.hpp"
#include "xml/warm.hpp"

namespace troupe::xml {

namespace {

constexpr std::size_t block_bytes = parser_memory::block_bytes;
constexpr std::size_t alignment = 16;
constexpr std::size_t slab_blocks = 64; // are got from the system at once
constexpr std::size_t kept_blocks = 64; // stay in memory while they are free

// Trivial, hence still there when the stock is gone.
thread_local bool stock_is_gone = false;

/// The free blocks of a thread. A block may come back on another thread than
/// the one that it was taken on.
class block_stock {
public:
  /// Null where there is no memory, or none is to be pooled.
  static block_stock* of_this_thread() {
    if (stock_is_gone || pooled_blocks == 0) // a sanitizer has to see pieces
      return nullptr;
    static thread_local block_stock stock;
    return &stock;
  }

  ~block_stock() {
    stock_is_gone = true;
    for (auto* list : {&warm_, &cold_})
      for (auto* block : *list)
        ::munmap(block, block_bytes);
  }

  char* take() {
    if (warm_.empty() && cold_.empty())
      add_slab();
    auto& from = warm_.empty() ? cold_ : warm_;
    if (from.empty())
      return nullptr;
    auto* block = from.back();
    from.pop_back();
    return block;
  }

  void give_back(char* block) {
    if (warm_.size() < kept_blocks)
      return warm_.push_back(block);
    ::madvise(block, block_bytes, MADV_DONTNEED); // the address stays ours
    cold_.push_back(block);
  }

private:
  void add_slab() {
    void* slab
        = ::mmap(nullptr, slab_blocks * block_bytes, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (slab == MAP_FAILED)
      return;
    // Else one parser may hold 2 MiB.
    ::madvise(slab, slab_blocks * block_bytes, MADV_NOHUGEPAGE);
    for (std::size_t i = slab_blocks; i > 0; --i)
      cold_.push_back(static_cast<char*>(slab) + (i - 1) * block_bytes);
  }

  std::vector<char*> warm_;
  std::vector<char*> cold_; // without memory behind their addresses
};

thread_local parser_memory* in_use = nullptr;

} // namespace

parser_memory::parser_memory() : block_(nullptr) {
  if (auto* stock = block_stock::of_this_thread())
    block_ = stock->take();
}

parser_memory::~parser_memory() {
  if (block_ == nullptr)
    return;
  if (auto* stock = block_stock::of_this_thread())
    stock->give_back(block_);
  else
    ::munmap(block_, block_bytes);
}

void parser_memory::warm() const {
  constexpr std::size_t most_used = 2048; // what is allocated first
  if (block_ != nullptr)
    xml::warm(block_, most_used);
}

bool parser_memory::owns(const void* piece) const {
  const auto at = reinterpret_cast<std::uintptr_t>(piece);
  const auto begin = reinterpret_cast<std::uintptr_t>(block_);
  return block_ != nullptr && at >= begin && at < begin + block_bytes;
}

std::size_t& parser_memory::size_of(void* piece) {
  return *reinterpret_cast<std::size_t*>(static_cast<char*>(piece)
                                         - sizeof(std::size_t));
}

// A piece begins at a multiple of the alignment, right behind its size.
void* parser_memory::allocate(std::size_t size) {
  const auto begin
      = (used_ + sizeof(std::size_t) + alignment - 1) & ~(alignment - 1);
  if (block_ == nullptr || begin >= block_bytes || size > block_bytes - begin)
    return std::malloc(size);
  used_ = begin + size;
  auto* piece = block_ + begin;
  size_of(piece) = size;
  return piece;
}

void* parser_memory::resize(void* piece, std::size_t size) {
  if (piece == nullptr)
    return allocate(size);
  if (!owns(piece))
    return std::realloc(piece, size);
  const auto begin
      = static_cast<std::size_t>(static_cast<char*>(piece) - block_);
  const auto before = size_of(piece);
  if (begin + before == used_ && size <= block_bytes - begin) {
    used_ = begin + size;
    size_of(piece) = size;
    return piece;
  }
  auto* wider = allocate(size);
  if (wider == nullptr)
    return nullptr;
  std::memcpy(wider, piece, before < size ? before : size);
  free(piece);
  return wider;
}

void parser_memory::free(void* piece) {
  if (!owns(piece))
    return std::free(piece);
  const auto begin
      = static_cast<std::size_t>(static_cast<char*>(piece) - block_);
  if (begin + size_of(piece) == used_)
    used_ = begin - sizeof(std::size_t);
}

parser_memory_scope::parser_memory_scope(parser_memory& memory)
    : outer_(std::exchange(in_use, &memory)) {
}

parser_memory_scope::~parser_memory_scope() {
  in_use = outer_;
}

parser_memory& parser_memory_scope::current() {
  assert(in_use != nullptr);
  return *in_use;
}

} // namespace troupe::xml
