// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <string>

#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/trace_colours.hpp"
#include "tools/trace_shape.hpp"
#include "tools/trace_text.hpp"
#include "tools/trace_tree.hpp"

namespace troupe::tools {

namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 400;

/// A positive number of the environment, or 0.
std::size_t columns_told() {
  const char* told = std::getenv("COLUMNS");
  return told == nullptr ? 0 : std::strtoul(told, nullptr, 10);
}

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

/// What surrounds the names in a line: all that is known, or what is needed.
struct frame {
  std::string begin;
  std::string end;

  std::size_t columns() const { return columns_of(begin) + columns_of(end); }
};

frame whole_frame(const traced_stanza& trace) {
  const auto came
      = std::string{mark_of(trace.outcome)} + " " + printable(trace.outcome);
  return {time_of_day(trace.begun) + "  " + padded(printable(trace.kind), 8)
              + "  ",
          "  " + padded(came, 11) + "  "
              + right_aligned(human_time(trace.took), 7) + "  "
              + padded(printable(trace.why), 8) + "  " + printable(trace.id)};
}

frame short_frame(const traced_stanza& trace) {
  return {time_of_day(trace.begun).substr(0, 8) + "  "
              + padded(printable(trace.kind), 8) + "  ",
          "  " + std::string{mark_of(trace.outcome)} + " "
              + right_aligned(human_time(trace.took), 7) + "  "
              + printable(trace.id)};
}

constexpr std::size_t least_names = 27; ///< two of 12, and the arrow

std::string line_of(const traced_stanza& trace, std::size_t width,
                    const paint& in) {
  auto around = whole_frame(trace);
  if (around.columns() + least_names > width)
    around = short_frame(trace);
  if (around.columns() + least_names > width) // the id is what one asks with
    return around.begin + in.outcome(trace.outcome, mark_of(trace.outcome))
           + " " + printable(trace.id);
  const auto room = (width - around.columns() - 3) / 2;
  const auto name = [room](const std::string& jid) {
    return padded(shortened(printable(jid), room), room);
  };
  return around.begin + name(trace.from) + " → " + name(trace.to)
         + in.outcome(trace.outcome, around.end);
}

} // namespace

appearance appearance_of(int descriptor) {
  appearance look;
  const bool terminal = isatty(descriptor) == 1;
  winsize size{};
  if (const auto told = columns_told(); told > 0)
    look.width = told;
  else if (terminal && ioctl(descriptor, TIOCGWINSZ, &size) == 0
           && size.ws_col > 0)
    look.width = size.ws_col;
  look.width = std::clamp(look.width, narrowest, widest);
  const char* kind = std::getenv("TERM");
  look.colours = terminal && !is_set("NO_COLOR")
                 && !(kind != nullptr && std::string_view{kind} == "dumb");
  return look;
}

std::string_view mark_of(std::string_view outcome) {
  if (outcome == "delivered")
    return "✓";
  if (outcome == "copied")
    return "⇉";
  if (outcome == "stored")
    return "▤";
  if (outcome == "held")
    return "⏸";
  if (outcome == "filtered")
    return "⊘";
  if (outcome == "dropped" || outcome == "refused" || outcome == "failed")
    return "✗";
  return "·";
}

std::string trace_line(const nlohmann::json& trace, std::size_t width) {
  return cut(line_of(read_trace(trace), width, paint{false}), width);
}

std::string trace_list(const nlohmann::json& traces, const appearance& look) {
  std::string all;
  if (!traces.is_array())
    return all;
  for (const auto& each : traces)
    all += line_of(read_trace(each), look.width, paint{look.colours}) + '\n';
  return all;
}

} // namespace troupe::tools
