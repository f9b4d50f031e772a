// SPDX-License-Identifier: Apache-2.0
#include "tools/top_layout.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "tools/json_members.hpp"
#include "tools/trace_text.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

constexpr std::size_t bar_width = 20;

/// Lines below which there is none for domains.
constexpr std::size_t least_for_domains = 12;

/// Figures of a row, the same for both tables; narrow screens have fewer, but
/// always the one by which the rows are in order.
struct figure_column {
  std::string_view heading;
  std::size_t width;
  std::size_t least; ///< of the screen
  top_order order;
  std::string (*text)(const top_row&);
};

constexpr figure_column figures[] = {
    {"MSG/S", 8, 0, top_order::messages,
     [](const top_row& row) { return human_count(row.messages); }},
    {"CPU%", 7, 0, top_order::cpu,
     [](const top_row& row) { return fmt::format("{:.1f}", row.cpu * 100); }},
    {"WAIT", 10, 70, top_order::name,
     [](const top_row& row) { return human_time(row.wait_mean); }},
    {"MAX", 10, 50, top_order::wait,
     [](const top_row& row) { return human_time(row.wait_max); }},
    {"DEPTH", 7, 60, top_order::depth,
     [](const top_row& row) { return human_count(row.depth); }},
    {"AGE", 12, 80, top_order::age,
     [](const top_row& row) {
       return row.age > 0 ? human_time(row.age) : std::string{"-"};
     }},
    {"MEM", 11, 96, top_order::memory,
     [](const top_row& row) {
       return row.memory > 0 ? human_bytes(row.memory) : std::string{"-"};
     }},
};

class page {
public:
  page(top_model& model, std::size_t width, std::size_t height)
      : model_(model), width_(width), height_(height) {}

  std::vector<top_line> drawn() {
    if (width_ < top_least_width || height_ < top_least_height)
      add("Too small: 40x10 at least");
    else if (model_.view() == top_view::help)
      draw_help();
    else {
      draw_header();
      if (model_.view() == top_view::actor)
        draw_actor();
      else
        draw_tables();
    }
    lines_.resize(height_);
    if (width_ >= top_least_width && height_ >= top_least_height)
      lines_.back() = {cut(footer(), width_), footer_style()};
    return std::move(lines_);
  }

private:
  void add(const std::string& text, top_style style = top_style::plain) {
    lines_.push_back({cut(text, width_), style});
  }

  /// Lines that are free, but for the last one.
  std::size_t room() const {
    return height_ > lines_.size() + 1 ? height_ - lines_.size() - 1 : 0;
  }

  void draw_header() {
    const auto& census = model_.census();
    const auto& totals = member_in(census, "totals");
    const auto count = [&totals](std::string_view name) {
      return human_count(number_in(totals, name));
    };
    const auto at = number_in(census, "at");
    add("troupe " + (at > 0 ? time_of_day(at).substr(0, 8) : "")
            + (model_.paused() ? " PAUSED" : "") + "  sessions "
            + count("sessions") + "  accounts " + count("accounts") + "  rooms "
            + count("rooms") + "  memory "
            + human_bytes(number_in(totals, "resident")),
        top_style::strong);
    add("in " + count("stanzas_in") + "/s  out " + count("stanzas_out")
        + "/s  storage waiting " + count("storage_waiting") + sampled());
    draw_workers();
    draw_domains();
  }

  /// Those that most stanzas could not be sent to.
  void draw_domains() {
    const auto& domains = list_in(model_.census(), "domains");
    if (domains.empty() || height_ < least_for_domains)
      return;
    std::string line = "elsewhere";
    for (const auto& each : domains) {
      const auto name = shortened(printable(text_in(each, "name")), width_ / 3);
      const auto next = "  " + name + " "
                        + human_count(number_in(each, "messages")) + "/s "
                        + printable(text_in(each, "outcome"));
      if (columns_of(line) + columns_of(next) > width_)
        break;
      line += next;
    }
    add(line);
  }

  std::string sampled() const {
    const auto sampling = count_in(model_.census(), "sampling");
    const auto dropped = count_in(model_.census(), "dropped");
    auto text = sampling > 1 ? "  sampled 1/" + std::to_string(sampling) : "";
    if (dropped > 0)
      text += "  dropped " + human_count(static_cast<double>(dropped));
    return text;
  }

  void draw_workers() {
    const auto& workers = list_in(model_.census(), "workers");
    const auto in_line = width_ / bar_width;
    const auto most = in_line * std::max<std::size_t>(height_ / 8, 1);
    std::string line;
    std::size_t drawn = 0;
    for (const auto& each : workers) {
      if (drawn == most)
        break;
      line += bar(each);
      if (++drawn % in_line == 0) {
        add(line);
        line.clear();
      }
    }
    if (!line.empty())
      add(line);
    if (drawn < workers.size())
      add(fmt::format("and {} more workers", workers.size() - drawn));
  }

  static std::string bar(const json& worker) {
    const auto load = std::clamp(number_in(worker, "load"), 0.0, 1.0);
    const auto filled = static_cast<std::size_t>(std::lround(load * 9));
    return fmt::format("{:>3}[{:<9}]{:>3.0f}%  ", count_in(worker, "index"),
                       std::string(filled, '|'), load * 100);
  }

  void draw_tables() {
    if (model_.census().is_null()) {
      add("");
      add("Waiting for the server …");
      return;
    }
    const auto kinds = model_.kinds();
    add(heading("KIND", "ACTORS"), top_style::heading);
    const auto shown
        = std::min(kinds.size(), std::max<std::size_t>(room() / 3, 1));
    for (std::size_t i = 0; i < shown; ++i)
      add(line_of(kinds[i], kinds[i].kind,
                  human_count(static_cast<double>(kinds[i].actors))));
    draw_actors();
  }

  void draw_actors() {
    const auto rows = model_.actors();
    add(heading("ACTOR", ""), top_style::heading);
    const auto lines = room();
    model_.set_page(std::max<std::size_t>(lines, 1));
    if (rows.empty())
      add(model_.filter().empty() ? "No actor had anything to do."
                                  : "No actor with this text in its name.");
    const auto chosen = model_.chosen();
    const auto first = chosen < lines ? 0 : chosen - lines + 1;
    for (auto i = first; i < std::min(rows.size(), first + lines); ++i)
      add(line_of(rows[i], rows[i].kind + " " + rows[i].name, ""),
          i == chosen ? top_style::chosen : top_style::plain);
  }

  bool is_shown(const figure_column& column) const {
    const bool orders
        = column.order == model_.order() && column.order != top_order::name;
    return orders || width_ >= column.least;
  }

  std::size_t name_width() const {
    std::size_t taken = 0;
    for (const auto& each : figures)
      taken += is_shown(each) ? each.width : 0;
    return width_ - std::min(width_, taken);
  }

  std::string heading(const std::string& name, const std::string& count) const {
    auto text = name;
    if (model_.order() == top_order::name)
      text += arrow();
    text = padded(text, name_width() - count.size()) + count;
    for (const auto& each : figures) {
      if (!is_shown(each))
        continue;
      const bool sorted
          = each.order == model_.order() && each.order != top_order::name;
      text += right_aligned(std::string{each.heading} + (sorted ? arrow() : ""),
                            each.width);
    }
    return text;
  }

  std::string arrow() const {
    const bool rising
        = (model_.order() == top_order::name) != model_.reversed();
    return rising ? "▲" : "▼";
  }

  std::string line_of(const top_row& row, const std::string& name,
                      const std::string& count) const {
    const auto room = name_width() - count.size();
    auto text = padded(shortened(printable(name), room - 1), room) + count;
    for (const auto& each : figures)
      if (is_shown(each))
        text += right_aligned(each.text(row), each.width);
    return text;
  }

  void draw_actor() {
    add(shortened(printable(model_.subject()), width_), top_style::heading);
    const auto lines = room();
    model_.set_page(std::max<std::size_t>(lines, 1));
    if (model_.details() == nullptr) {
      add("Asking …");
      return;
    }
    const auto all = detail_lines(*model_.details(), width_);
    const auto first = std::min(model_.scrolled(), all.size());
    for (auto i = first; i < std::min(all.size(), first + lines); ++i)
      add(all[i]);
  }

  void draw_help() {
    add("troupectl top", top_style::strong);
    add("m c w d a b n  sort by messages, CPU,");
    add("  wait, depth, age, memory, name; again:");
    add("  reversed    r  reverse    /  filter");
    add("Up Down PgUp PgDn Home End  move");
    add("Enter  what one actor does; Esc: back");
    add("Space  pause    q  quit    CPU%: of one");
    add("core. WAIT, MAX, DEPTH: of the mailbox.");
    add("AGE: of its oldest now. MEM: about.");
  }

  std::string footer() const {
    if (model_.typing())
      return "/" + printable(model_.filter()) + "_";
    if (!model_.ended().empty())
      return "ended: " + printable(model_.ended()) + "  q quit";
    if (model_.view() == top_view::help)
      return "any key: back";
    if (model_.view() == top_view::actor)
      return "Esc back  r again  Up Down scroll  Space pause";
    return (model_.filter().empty()
                ? ""
                : "filter: " + shortened(printable(model_.filter()), 20)
                      + " (Esc)  ")
           + "q quit  ? help  / filter  Enter details  Space pause";
  }

  top_style footer_style() const {
    return model_.ended().empty() ? top_style::strong : top_style::warning;
  }

  top_model& model_;
  std::size_t width_;
  std::size_t height_;
  std::vector<top_line> lines_;
};

} // namespace

std::vector<top_line> top_layout(top_model& model, std::size_t width,
                                 std::size_t height) {
  return page{model, width, height}.drawn();
}

} // namespace troupe::tools
