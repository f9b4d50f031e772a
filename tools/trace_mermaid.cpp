// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_mermaid.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "tools/trace_shape.hpp"
#include "tools/trace_text.hpp"
#include "tools/trace_tree.hpp"

namespace troupe::tools {

namespace {

constexpr std::size_t note_width = 48;

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0
         || std::string_view{" .@/_,()+="}.find(c) != std::string_view::npos;
}

std::string entity(char c) {
  return "#" + std::to_string(static_cast<unsigned char>(c)) + ";";
}

/// "end" ends a block, in whatever case and wherever it stands alone.
bool is_end(std::string_view text, std::size_t at) {
  const auto is_word = [&](std::size_t i) {
    return i < text.size()
           && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
  };
  const auto is = [&](std::size_t i, char c) {
    return i < text.size()
           && std::tolower(static_cast<unsigned char>(text[i])) == c;
  };
  return (at == 0 || !is_word(at - 1)) && is(at, 'e') && is(at + 1, 'n')
         && is(at + 2, 'd') && !is_word(at + 3);
}

std::string participant(std::uint64_t actor) {
  return "a" + std::to_string(actor);
}

/// Every actor that something is drawn at, in the order of appearance.
std::vector<std::uint64_t> actors_of(const traced_stanza& trace,
                                     const std::vector<traced_hop>& hops) {
  std::vector<std::uint64_t> order;
  const auto add = [&order](std::uint64_t id) {
    if (std::ranges::find(order, id) == order.end())
      order.push_back(id);
  };
  for (const auto& hop : hops) {
    add(hop.from);
    add(hop.to);
  }
  for (const auto& decision : trace.decisions)
    add(decision.actor);
  return order;
}

std::string name_of(const traced_stanza& trace, std::uint64_t id) {
  const auto* actor = trace.actor(id);
  if (actor == nullptr)
    return id == 0 ? "outside" : "actor " + std::to_string(id);
  return actor->kind + (actor->name.empty() ? "" : " " + actor->name);
}

std::string arrow_of(const traced_stanza& trace, const traced_hop& hop) {
  const auto size = hop.bytes == 0
                        ? std::string{}
                        : ", " + human_bytes(static_cast<double>(hop.bytes));
  const auto times = hop.handled ? "waited " + human_time(hop.wait) + ", ran "
                                       + human_time(hop.handling)
                     : trace.is_complete() ? "lost"
                                           : "waits";
  return "  " + participant(hop.from) + (hop.handled ? "->>" : "-x")
         + participant(hop.to) + ": "
         + mermaid_text(hop.message + " (" + times + size + ")") + '\n';
}

std::string note_of(const traced_decision& decision) {
  auto text = std::string{mark_of(decision.outcome)} + " "
              + (decision.what.empty() ? decision.outcome : decision.what);
  if (!decision.resource.empty())
    text += " → " + decision.resource;
  if (!decision.reason.empty())
    text += ": " + decision.reason;
  std::string lines;
  for (const auto& line : wrapped(printable(text), note_width))
    lines += (lines.empty() ? "" : "<br/>") + mermaid_text(line);
  return "  Note over " + participant(decision.actor) + ": " + lines + '\n';
}

/// Digits of an identifier, for a comment.
std::string digits_of(std::string_view id) {
  std::string digits;
  std::ranges::copy_if(id, std::back_inserter(digits),
                       [](unsigned char c) { return std::isalnum(c) != 0; });
  return digits;
}

} // namespace

std::string mermaid_text(std::string_view text) {
  const auto clean = printable(text);
  std::string escaped;
  for (std::size_t i = 0; i < clean.size(); ++i)
    escaped += is_plain(clean[i]) && !is_end(clean, i)
                   ? std::string(1, clean[i])
                   : entity(clean[i]);
  return escaped;
}

std::string trace_mermaid(const nlohmann::json& json) {
  const auto trace = read_trace(json);
  auto hops = trace.hops;
  auto decisions = trace.decisions;
  std::ranges::stable_sort(hops, {}, &traced_hop::at);
  std::ranges::stable_sort(decisions, {}, &traced_decision::at);
  std::string text
      = "sequenceDiagram\n  %% trace " + digits_of(trace.id) + "\n";
  for (const auto id : actors_of(trace, hops))
    text += "  participant " + participant(id) + " as "
            + mermaid_text(name_of(trace, id)) + '\n';
  auto decision = decisions.begin();
  for (const auto& hop : hops) {
    for (; decision != decisions.end() && decision->at < hop.at; ++decision)
      text += note_of(*decision);
    text += arrow_of(trace, hop);
  }
  for (; decision != decisions.end(); ++decision)
    text += note_of(*decision);
  return text;
}

} // namespace troupe::tools
