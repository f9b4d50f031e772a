// SPDX-License-Identifier: Apache-2.0
#include "tools/json_members.hpp"
#include "tools/top_model.hpp"
#include "tools/trace_text.hpp"
#include "tools/trace_tree.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

void add_description(std::vector<std::string>& lines, const json& node,
                     const std::string& indent, std::size_t width) {
  auto text = text_in(node, "name");
  if (const auto value = text_in(node, "value"); !value.empty())
    text += ": " + value;
  lines.push_back(shortened(indent + printable(text), width));
  for (const auto& child : list_in(node, "children"))
    add_description(lines, child, indent + "  ", width);
}

} // namespace

std::vector<std::string> detail_lines(const top_details& details,
                                      std::size_t width) {
  std::vector<std::string> lines;
  if (!details.wrong.empty())
    lines.push_back(shortened(printable(details.wrong), width));
  if (details.described.is_array())
    for (const auto& each : details.described)
      add_description(lines, each, "", width);
  if (!details.messages.is_array())
    return lines;
  lines.emplace_back();
  lines.emplace_back(details.messages.empty() ? "No message of it is kept."
                                              : "Its last messages:");
  for (const auto& each : details.messages)
    lines.push_back(trace_line(each, width));
  return lines;
}

} // namespace troupe::tools
