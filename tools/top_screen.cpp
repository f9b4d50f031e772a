// SPDX-License-Identifier: Apache-2.0
#include "tools/top_screen.hpp"

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

// Its macros would take names such as "move" from everybody.
#define NCURSES_NOMACROS
#include <curses.h>

#include "tools/trace_text.hpp"

namespace troupe::tools {

namespace {

constexpr short warning_pair = 1;
constexpr short heading_pair = 2;

/// What we write is UTF-8; a bare "C" of a service or of sudo says nothing of
/// the terminal.
void choose_locale() {
  std::setlocale(LC_CTYPE, "");
  if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
    std::setlocale(LC_CTYPE, "C.UTF-8");
}

void choose_colours() {
  const char* refused = std::getenv("NO_COLOR");
  if (!has_colors() || (refused != nullptr && *refused != '\0'))
    return;
  start_color();
  use_default_colors();
  init_pair(warning_pair, COLOR_RED, -1);
  init_pair(heading_pair, COLOR_CYAN, -1);
}

attr_t attributes_of(top_style style) {
  switch (style) {
  case top_style::strong:
    return A_BOLD;
  case top_style::heading:
    return A_BOLD | COLOR_PAIR(heading_pair);
  case top_style::chosen:
    return A_REVERSE;
  case top_style::warning:
    return A_BOLD | COLOR_PAIR(warning_pair);
  default:
    return A_NORMAL;
  }
}

int key_of(wint_t code) {
  switch (code) {
  case KEY_UP:
    return key_up;
  case KEY_DOWN:
    return key_down;
  case KEY_LEFT:
    return key_left;
  case KEY_PPAGE:
    return key_page_up;
  case KEY_NPAGE:
    return key_page_down;
  case KEY_HOME:
    return key_home;
  case KEY_END:
    return key_end;
  case KEY_ENTER:
    return key_enter;
  case KEY_BACKSPACE:
    return key_backspace;
  default:
    return 0;
  }
}

int character_of(wint_t code) {
  switch (code) {
  case '\n':
  case '\r':
    return key_enter;
  case 0x1B:
    return key_escape;
  case 0x08:
  case 0x7F:
    return key_backspace;
  default:
    return static_cast<int>(code);
  }
}

} // namespace

top_screen::top_screen() {
  choose_locale();
  terminal_ = newterm(nullptr, stdout, stdin);
  if (terminal_ == nullptr)
    return;
  set_escdelay(25);
  cbreak();
  noecho();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  curs_set(0);
  choose_colours();
}

top_screen::~top_screen() {
  if (terminal_ == nullptr)
    return;
  endwin();
  delscreen(static_cast<SCREEN*>(terminal_));
}

std::size_t top_screen::width() const {
  return static_cast<std::size_t>(COLS);
}

std::size_t top_screen::height() const {
  return static_cast<std::size_t>(LINES);
}

void top_screen::resize() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0
      && size.ws_col > 0)
    resizeterm(size.ws_row, size.ws_col);
  clearok(stdscr, TRUE);
}

void top_screen::draw(const std::vector<top_line>& lines) {
  erase();
  for (std::size_t i = 0; i < lines.size() && i < height(); ++i) {
    const bool whole = lines[i].style == top_style::chosen
                       || lines[i].style == top_style::heading;
    const auto text = whole ? padded(lines[i].text, width()) : lines[i].text;
    attrset(static_cast<int>(attributes_of(lines[i].style)));
    mvaddstr(static_cast<int>(i), 0, text.c_str());
  }
  attrset(A_NORMAL);
  refresh();
}

std::optional<int> top_screen::key() {
  wint_t code = 0;
  const auto kind = get_wch(&code);
  if (kind == ERR)
    return std::nullopt;
  return kind == KEY_CODE_YES ? key_of(code) : character_of(code);
}

} // namespace troupe::tools
