// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_tree.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "tools/trace_colours.hpp"
#include "tools/trace_shape.hpp"
#include "tools/trace_text.hpp"

namespace troupe::tools {

namespace {

constexpr std::size_t time_column = 9;
constexpr std::size_t size_column = 11;
constexpr std::size_t least_for_sizes = 100; ///< columns of the terminal
constexpr std::size_t least_name = 12;       ///< columns that a name always has
constexpr std::size_t longest_name = 48;     ///< in the head

/// Draws the hops and decisions of one trace.
class tree {
public:
  tree(const traced_stanza& trace, const appearance& look)
      : trace_(trace),
        in_(look.colours),
        width_(std::max<std::size_t>(look.width, 40)),
        times_(width_ < 60 ? 2 : 3),
        sizes_(width_ >= least_for_sizes
               && std::ranges::any_of(
                   trace.hops, [](const auto& h) { return h.bytes != 0; })) {}

  std::string drawn() {
    draw_heading();
    const auto first = first_actor();
    draw_below(0, "", first);
    // What hangs on a hop that is not in the trace, or on itself.
    for (const auto& hop : trace_.hops)
      if (!drawn_.contains(hop.span))
        draw_hop(hop, "", true, 0);
    return std::move(text_);
  }

private:
  /// A hop or a decision, in the order of time.
  struct item {
    double at = 0;
    const traced_hop* hop = nullptr;
    const traced_decision* decision = nullptr;
  };

  std::size_t room_for_names() const {
    return width_ - times_ * time_column - (sizes_ ? size_column : 0);
  }

  void draw_line(const std::string& left, const std::string& shown,
                 const std::string& right) {
    const auto used = columns_of(left);
    const auto room = room_for_names();
    text_ += shown;
    if (!right.empty())
      text_ += std::string(used < room ? room - used : 0, ' ') + right;
    text_ += '\n';
  }

  std::string figures(const std::string& at, const std::string& wait,
                      const std::string& handling,
                      const std::string& size) const {
    return (times_ > 2 ? right_aligned(at, time_column) : "")
           + right_aligned(wait, time_column)
           + right_aligned(handling, time_column)
           + (sizes_ ? right_aligned(size, size_column) : "");
  }

  void draw_heading() {
    if (!trace_.hops.empty())
      draw_line("", "", in_.faint(figures("at", "wait", "ran", "size")));
  }

  std::string actor_name(std::uint64_t id) const {
    const auto* actor = trace_.actor(id);
    if (actor == nullptr)
      return id == 0 ? "outside" : "actor " + std::to_string(id);
    return printable(actor->name.empty() ? actor->kind
                                         : actor->kind + " " + actor->name);
  }

  /// Where it began: above the hops that no other caused.
  std::uint64_t first_actor() {
    const auto root = std::ranges::find(trace_.hops, 0U, &traced_hop::parent);
    if (root == trace_.hops.end())
      return 0;
    const auto name = shortened(actor_name(root->from), width_);
    draw_line(name, in_.strong(name), "");
    return root->from;
  }

  std::vector<item> items_below(std::uint64_t span) const {
    std::vector<item> items;
    for (const auto& each : trace_.hops)
      if (each.parent == span && each.span != span)
        items.push_back({each.at, &each, nullptr});
    for (const auto& each : trace_.decisions)
      if (each.span == span || (span == 0 && trace_.hop(each.span) == nullptr))
        items.push_back({each.at, nullptr, &each});
    std::ranges::stable_sort(items, {}, &item::at);
    return items;
  }

  void draw_below(std::uint64_t span, const std::string& indent,
                  std::uint64_t at_actor) {
    const auto items = items_below(span);
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool last = i + 1 == items.size();
      if (items[i].hop != nullptr)
        draw_hop(*items[i].hop, indent, last, at_actor);
      else
        draw_decision(*items[i].decision, indent, last, at_actor);
    }
  }

  void draw_hop(const traced_hop& hop, const std::string& indent, bool last,
                std::uint64_t at_actor) {
    if (!drawn_.insert(hop.span).second)
      return;
    const auto stem = indent + (last ? "└─ " : "├─ ");
    const auto whole = hop_text(hop, at_actor);
    const auto used = columns_of(stem);
    const auto room = room_for_names();
    const auto name = shortened(
        whole, used + least_name < room ? room - used - 1 : least_name);
    const auto at = human_time(hop.at);
    const bool lost = !hop.handled && trace_.is_complete();
    const auto size = hop.bytes == 0
                          ? std::string{}
                          : human_bytes(static_cast<double>(hop.bytes));
    const auto right
        = hop.handled
              ? figures(at, human_time(hop.wait), human_time(hop.handling),
                        size)
              : in_.bad(figures(at, "", lost ? "✗ lost" : "… waits", size));
    draw_line(stem + name, in_.faint(stem) + name, right);
    if (hop.span == 0) // none that others could name as their cause
      return;
    // Where there is no room, what is deeper stands below without a step.
    const bool deeper = used + 3 + least_name < room;
    draw_below(hop.span,
               indent
                   + (!deeper ? ""
                      : last  ? "   "
                              : "│  "),
               hop.to);
  }

  std::string hop_text(const traced_hop& hop, std::uint64_t at_actor) const {
    auto text = actor_name(hop.to) + "  " + printable(hop.message);
    return hop.from == at_actor ? text : actor_name(hop.from) + " → " + text;
  }

  void draw_decision(const traced_decision& decision, const std::string& indent,
                     bool last, std::uint64_t at_actor) {
    const auto stem = indent + (last ? "└ " : "├ ");
    const auto rest = indent + (last ? "  " : "│ ") + "  ";
    const auto used = columns_of(rest);
    const auto lines = wrapped(decision_text(decision, at_actor),
                               used + 20 < width_ ? width_ - used : 20);
    const std::string mark{mark_of(decision.outcome)};
    for (std::size_t i = 0; i < lines.size(); ++i)
      text_ += in_.faint(i == 0 ? stem : rest)
               + in_.outcome(decision.outcome,
                             (i == 0 ? mark + " " : "") + lines[i])
               + '\n';
  }

  std::string decision_text(const traced_decision& decision,
                            std::uint64_t at_actor) const {
    auto text = decision.what.empty() ? decision.outcome : decision.what;
    if (!decision.resource.empty())
      text += " → " + decision.resource;
    if (!decision.reason.empty())
      text += ": " + decision.reason;
    // A copy or an error is a stanza of its own.
    if (!decision.kind.empty()
        && (decision.kind != trace_.kind || decision.id != trace_.stanza_id))
      text += " (" + decision.kind
              + (decision.id.empty() ? "" : " " + decision.id) + ")";
    if (decision.actor != at_actor && !decision.name.empty())
      text += " [" + decision.name + "]";
    return printable(text);
  }

  const traced_stanza& trace_;
  paint in_;
  std::size_t width_;
  std::size_t times_; ///< columns of times that there is room for
  bool sizes_;        ///< there is room for sizes, and there are some
  std::set<std::uint64_t> drawn_;
  std::string text_;
};

std::string what_came(const traced_stanza& trace) {
  auto text = std::string{mark_of(trace.outcome)} + " "
              + (trace.outcome.empty() ? "no decision" : trace.outcome);
  if (!trace.is_complete())
    text += " (unfinished)";
  return printable(text);
}

/// A part of the head: as it is, and in colours.
struct head_part {
  std::string plain;
  std::string shown;
};

/// One after the other, in further lines where the width does not suffice.
std::string flowing(const std::vector<head_part>& parts, std::size_t width) {
  std::string text;
  std::size_t used = 0;
  for (const auto& each : parts) {
    const auto columns = columns_of(each.plain);
    if (columns == 0)
      continue;
    if (used > 0 && used + 2 + columns > width) {
      text += '\n';
      used = 0;
    }
    if (!text.empty()) {
      text += "  ";
      used += 2;
    }
    text += each.shown;
    used += columns;
  }
  return text + '\n';
}

std::string head_of(const traced_stanza& trace, const appearance& look) {
  const paint in{look.colours};
  const auto width = std::max<std::size_t>(look.width, 40);
  const auto room = std::min(longest_name, (width - 5) / 2);
  const auto name = [room](const std::string& jid) {
    return shortened(printable(jid), room);
  };
  const auto time = time_of_day(trace.begun);
  const auto kind = shortened(
      printable(trace.kind + (trace.type.empty() ? "" : " " + trace.type)), 24);
  const auto way = name(trace.from) + " → " + name(trace.to);
  const auto id = trace.stanza_id.empty()
                      ? std::string{}
                      : "id " + shortened(printable(trace.stanza_id), 24);
  const auto came = shortened(what_came(trace), 32);
  const auto took = human_time(trace.took);
  const auto size = trace.bytes == 0
                        ? std::string{}
                        : human_bytes(static_cast<double>(trace.bytes));
  const auto known = "trace " + shortened(printable(trace.id), 24);
  return flowing({{time, in.faint(time)},
                  {kind, in.strong(kind)},
                  {way, way},
                  {id, id},
                  {came, in.outcome(trace.outcome, came)},
                  {took, in.faint(took)},
                  {size, in.faint(size)},
                  {known, in.faint(known)}},
                 width);
}

} // namespace

std::string trace_tree(const nlohmann::json& trace, const appearance& look) {
  const auto read = read_trace(trace);
  auto text = head_of(read, look) + tree{read, look}.drawn();
  if (read.dropped > 0)
    for (const auto& line :
         wrapped("✗ " + std::to_string(read.dropped)
                     + " more hops or decisions found no room in the trace",
                 std::max<std::size_t>(look.width, 40)))
      text += paint{look.colours}.bad(line) + '\n';
  if (!read.xml.empty())
    text += "  " + printable(read.xml) + '\n';
  return text;
}

std::string explained_tree(const nlohmann::json& trace,
                           const appearance& look) {
  return "A dry run: nothing was sent or stored.\n" + trace_tree(trace, look);
}

} // namespace troupe::tools
