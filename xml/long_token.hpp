// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace troupe::xml {

/// Collects the pieces of an unfinished token that has grown long. expat reads
/// such a token from its beginning with each piece that comes: sent byte by
/// byte, it would cost the square of its size. So the pieces wait until the
/// token may be complete, or has grown by an eighth.
class long_token {
public:
  /// From which size on; below it each piece is parsed at once.
  static constexpr std::size_t threshold = 8 * 1024;

  /// What an unfinished token of that size can be.
  enum class kind { tag, reference, forbidden };
  static kind kind_of(std::string_view token);

  /// @pre `token` is unfinished, and no comment, instruction or declaration
  void begin(std::string_view token);
  /// Adds a piece. True where all should be parsed now.
  bool add(std::string_view piece);
  /// The collected pieces; there is no long token any more.
  std::string take();

  bool active() const { return size_ != 0; }

private:
  bool completes(std::string_view piece);

  std::size_t size_ = 0; // of what was parsed already
  kind kind_ = kind::tag;
  char quote_ = 0; // that an attribute's value within a tag ends with
  std::string pieces_;
};

} // namespace troupe::xml
