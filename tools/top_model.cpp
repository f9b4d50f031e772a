// SPDX-License-Identifier: Apache-2.0
#include "tools/top_model.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include "tools/json_members.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

std::string lower(std::string_view text) {
  std::string low{text};
  std::ranges::transform(low, low.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return low;
}

top_row row_of(const json& each) {
  const auto& wait = member_in(each, "wait");
  const auto& depth = member_in(each, "depth");
  top_row row;
  row.id = count_in(each, "id");
  row.kind = text_in(each, "kind");
  row.name = text_in(each, "name");
  row.actors = count_in(each, "actors");
  row.messages = number_in(each, "messages");
  row.cpu = number_in(each, "cpu");
  row.wait_mean = number_in(wait, "mean");
  row.wait_max = number_in(wait, "max");
  // Of a kind it has a mean and a maximum, of one actor it is a number.
  row.depth
      = depth.is_object() ? number_in(depth, "max") : number_in(each, "depth");
  row.age = number_in(each, "age");
  row.memory = number_in(each, "memory");
  return row;
}

double figure_of(const top_row& row, top_order order) {
  switch (order) {
  case top_order::cpu:
    return row.cpu;
  case top_order::wait:
    return row.wait_max;
  case top_order::depth:
    return row.depth;
  case top_order::age:
    return row.age;
  case top_order::memory:
    return row.memory;
  default:
    return row.messages;
  }
}

/// The greatest first, but names from A to Z. No two are alike, so that lines
/// do not change places by chance.
bool is_before(const top_row& a, const top_row& b, top_order order) {
  if (order != top_order::name) {
    const auto left = figure_of(a, order);
    const auto right = figure_of(b, order);
    if (left != right)
      return left > right;
  }
  return std::tie(a.name, a.kind, a.id) < std::tie(b.name, b.kind, b.id);
}

/// The order that a key asks for.
std::optional<top_order> order_of(int key) {
  switch (key) {
  case 'm':
    return top_order::messages;
  case 'c':
    return top_order::cpu;
  case 'w':
    return top_order::wait;
  case 'd':
    return top_order::depth;
  case 'a':
    return top_order::age;
  case 'b':
    return top_order::memory;
  case 'n':
    return top_order::name;
  default:
    return std::nullopt;
  }
}

bool is_text(int key) {
  return key >= ' ' && key != 0x7F && key < key_up;
}

void append_utf8(std::string& text, int key) {
  const auto code = static_cast<std::uint32_t>(key);
  const auto add
      = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80)
    return add(code);
  if (code < 0x800)
    add(0xC0 | (code >> 6));
  else if (code < 0x10000) {
    add(0xE0 | (code >> 12));
    add(0x80 | ((code >> 6) & 0x3F));
  } else {
    add(0xF0 | (code >> 18));
    add(0x80 | ((code >> 12) & 0x3F));
    add(0x80 | ((code >> 6) & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

void remove_last_character(std::string& text) {
  while (!text.empty()
         && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80)
    text.pop_back();
  if (!text.empty())
    text.pop_back();
}

} // namespace

void top_model::take(json census) {
  latest_ = std::move(census);
  if (!paused_ || shown_.is_null())
    shown_ = latest_;
}

void top_model::end(std::string why) {
  ended_ = std::move(why);
}

void top_model::take_details(const std::string& jid, top_details details) {
  if (view_ != top_view::actor || jid != subject_)
    return;
  details_ = std::move(details);
}

void top_model::sort(std::vector<top_row>& rows) const {
  std::ranges::sort(rows, [this](const top_row& a, const top_row& b) {
    return reversed_ ? is_before(b, a, order_) : is_before(a, b, order_);
  });
}

std::vector<top_row> top_model::kinds() const {
  auto rows = read_list(list_in(shown_, "kinds"), row_of);
  for (auto& each : rows)
    each.name.clear();
  sort(rows);
  return rows;
}

std::vector<top_row> top_model::actors() const {
  auto rows = read_list(list_in(shown_, "actors"), row_of);
  const auto wanted = lower(filter_);
  std::erase_if(rows, [&wanted](const top_row& row) {
    return lower(row.kind + " " + row.name).find(wanted) == std::string::npos;
  });
  sort(rows);
  return rows;
}

std::size_t top_model::chosen() const {
  const auto rows = actors();
  if (chosen_id_) {
    const auto found = std::ranges::find(rows, *chosen_id_, &top_row::id);
    if (found != rows.end())
      return static_cast<std::size_t>(found - rows.begin());
  }
  return rows.empty() ? 0 : std::min(chosen_place_, rows.size() - 1);
}

void top_model::move_to(std::size_t place) {
  const auto rows = actors();
  chosen_place_ = rows.empty() ? 0 : std::min(place, rows.size() - 1);
  chosen_id_.reset();
  // At the top one looks at whatever is first, not at one actor.
  if (chosen_place_ > 0)
    chosen_id_ = rows[chosen_place_].id;
}

void top_model::sort_by(top_order order) {
  reversed_ = order == order_ && !reversed_;
  order_ = order;
}

top_wish top_model::press(int key) {
  if (view_ == top_view::help) {
    view_ = top_view::table;
    return key == 'q' ? top_wish::quit : top_wish::nothing;
  }
  if (press_filter(key))
    return top_wish::nothing;
  if (key == ' ') {
    paused_ = !paused_;
    if (!paused_)
      shown_ = latest_;
    return top_wish::nothing;
  }
  if (press_move(key))
    return top_wish::nothing;
  return view_ == top_view::actor ? press_actor(key) : press_table(key);
}

bool top_model::press_filter(int key) {
  if (!typing_)
    return false;
  if (key == key_enter || key == key_escape)
    typing_ = false;
  if (key == key_escape)
    filter_.clear();
  if (key == key_backspace)
    remove_last_character(filter_);
  if (is_text(key))
    append_utf8(filter_, key);
  return true;
}

bool top_model::press_move(int key) {
  const bool in_table = view_ == top_view::table;
  const auto at = in_table ? chosen() : scrolled_;
  const auto lines = details_ ? detail_lines(*details_, 80).size() : 0;
  const auto end
      = in_table ? actors().size() : (lines > page_ ? lines - page_ + 1 : 1);
  const auto last = end == 0 ? 0 : end - 1;
  std::size_t to = 0;
  switch (key) {
  case key_up:
    to = at - std::min<std::size_t>(at, 1);
    break;
  case key_down:
    to = std::min(at + 1, last);
    break;
  case key_page_up:
    to = at - std::min(at, page_);
    break;
  case key_page_down:
    to = std::min(at + page_, last);
    break;
  case key_home:
    break;
  case key_end:
    to = last;
    break;
  default:
    return false;
  }
  if (in_table)
    move_to(to);
  else
    scrolled_ = to;
  return true;
}

top_wish top_model::press_table(int key) {
  if (const auto order = order_of(key)) {
    sort_by(*order);
    return top_wish::nothing;
  }
  const auto rows = actors();
  switch (key) {
  case 'q':
    return top_wish::quit;
  case 'r':
    reversed_ = !reversed_;
    break;
  case '/':
    typing_ = true;
    break;
  case '?':
  case 'h':
    view_ = top_view::help;
    break;
  case key_escape:
    filter_.clear();
    break;
  case key_enter:
    if (rows.empty())
      break;
    subject_ = rows[chosen()].name;
    view_ = top_view::actor;
    details_.reset();
    scrolled_ = 0;
    return top_wish::describe;
  default:
    break;
  }
  return top_wish::nothing;
}

top_wish top_model::press_actor(int key) {
  switch (key) {
  case 'q':
  case key_escape:
  case key_backspace:
  case key_left:
    view_ = top_view::table;
    break;
  case 'r':
    return top_wish::describe;
  case '?':
  case 'h':
    view_ = top_view::help;
    break;
  default:
    break;
  }
  return top_wish::nothing;
}

} // namespace troupe::tools
