// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace troupe::xml {

/// The memory of one XML parser: a block of its own instead of a dozen pieces
/// of the heap. Parsers come and go by the thousand among what stays, and
/// would leave holes of 10 KiB there that nothing ever fills. What a parser
/// wants beyond its block is taken from the heap.
class parser_memory {
public:
  static constexpr std::size_t block_bytes = std::size_t{16} * 1024;

  parser_memory();
  ~parser_memory();
  parser_memory(const parser_memory&) = delete;
  parser_memory& operator=(const parser_memory&) = delete;

  void* allocate(std::size_t size);
  void* resize(void* piece, std::size_t size);
  /// Has ready in the processor's cache what a parser touches for each stanza.
  void warm() const;
  /// Only the last piece of the block can be used again.
  void free(void* piece);

private:
  bool owns(const void* piece) const;
  /// Of a piece of the block.
  static std::size_t& size_of(void* piece);

  char* block_; // null where there is none
  std::size_t used_ = 0;
};

/// Makes a parser's memory that of the calls within, as expat does not say
/// which parser it allocates for.
class parser_memory_scope {
public:
  explicit parser_memory_scope(parser_memory& memory);
  ~parser_memory_scope();
  parser_memory_scope(const parser_memory_scope&) = delete;
  parser_memory_scope& operator=(const parser_memory_scope&) = delete;

  /// @pre there is one on this thread
  static parser_memory& current();

private:
  parser_memory* outer_;
};

} // namespace troupe::xml
