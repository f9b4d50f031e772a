// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "tools/top_layout.hpp"

namespace troupe::tools {

/// The terminal in full-screen mode, by ncurses, as long as it lives.
class top_screen {
public:
  top_screen();
  ~top_screen();
  top_screen(const top_screen&) = delete;
  top_screen& operator=(const top_screen&) = delete;

  /// False where the terminal is none that ncurses knows.
  explicit operator bool() const { return terminal_ != nullptr; }

  std::size_t width() const;
  std::size_t height() const;
  /// Takes over the size that the terminal has now.
  void resize();
  void draw(const std::vector<top_line>& lines);
  /// The next key that was pressed, if there is one: a character or a
  /// `top_key`.
  std::optional<int> key();

private:
  void* terminal_ = nullptr; ///< a SCREEN
};

} // namespace troupe::tools
