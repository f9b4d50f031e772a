// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_shape.hpp"

#include <algorithm>
#include <cmath>

namespace troupe::tools {

using nlohmann::json;

namespace {

std::vector<traced_actor> read_actors(const json& list) {
  std::vector<traced_actor> actors;
  for (const auto& each : list)
    actors.push_back(
        {count_in(each, "id"), text_in(each, "kind"), text_in(each, "name")});
  return actors;
}

std::vector<traced_hop> read_hops(const json& list) {
  std::vector<traced_hop> hops;
  for (const auto& each : list)
    hops.push_back({count_in(each, "span"), count_in(each, "parent"),
                    count_in(each, "from"), count_in(each, "to"),
                    text_in(each, "message"), number_in(each, "at"),
                    number_in(each, "wait"), number_in(each, "handling"),
                    member_in(each, "handled") != false});
  return hops;
}

std::vector<traced_decision> read_decisions(const json& list) {
  std::vector<traced_decision> decisions;
  for (const auto& each : list)
    decisions.push_back({number_in(each, "at"), count_in(each, "actor"),
                         count_in(each, "span"), text_in(each, "name"),
                         text_in(each, "outcome"), text_in(each, "what"),
                         text_in(each, "reason"), text_in(each, "resource"),
                         text_in(each, "kind"), text_in(each, "id")});
  return decisions;
}

void read_stanza(const json& stanza, traced_stanza& into) {
  into.kind = text_in(stanza, "kind");
  into.type = text_in(stanza, "type");
  into.stanza_id = text_in(stanza, "id");
  into.from = text_in(stanza, "from");
  into.to = text_in(stanza, "to");
  into.bytes = count_in(stanza, "bytes");
  into.xml = text_in(stanza, "xml");
  for (const auto& each : list_in(stanza, "children"))
    if (each.is_string())
      into.children.push_back(each.get<std::string>());
}

} // namespace

const json& member_in(const json& object, std::string_view name) {
  static const json none;
  if (!object.is_object())
    return none;
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

const json& list_in(const json& object, std::string_view name) {
  static const json none = json::array();
  const auto& found = member_in(object, name);
  return found.is_array() ? found : none;
}

std::string text_in(const json& object, std::string_view name) {
  const auto& found = member_in(object, name);
  return found.is_string() ? found.get<std::string>() : std::string{};
}

double number_in(const json& object, std::string_view name) {
  const auto& found = member_in(object, name);
  const auto value = found.is_number() ? found.get<double>() : 0.0;
  return std::isfinite(value) ? value : 0.0;
}

std::uint64_t count_in(const json& object, std::string_view name) {
  const auto& found = member_in(object, name);
  // What is parsed is unsigned; a literal of a program may be signed.
  if (found.is_number_unsigned())
    return found.get<std::uint64_t>();
  const auto value = found.is_number_integer() ? found.get<std::int64_t>() : 0;
  return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

const traced_actor* traced_stanza::actor(std::uint64_t wanted) const {
  const auto found = std::ranges::find(actors, wanted, &traced_actor::id);
  return found == actors.end() ? nullptr : &*found;
}

const traced_hop* traced_stanza::hop(std::uint64_t wanted) const {
  const auto found = std::ranges::find(hops, wanted, &traced_hop::span);
  return found == hops.end() ? nullptr : &*found;
}

traced_stanza read_trace(const json& trace) {
  traced_stanza read;
  read.id = text_in(trace, "id");
  read.begun = number_in(trace, "begun");
  read.took = number_in(trace, "took");
  read.state = text_in(trace, "state");
  read.why = text_in(trace, "why");
  read.outcome = text_in(trace, "outcome");
  read_stanza(member_in(trace, "stanza"), read);
  read.actors = read_actors(list_in(trace, "actors"));
  read.hops = read_hops(list_in(trace, "hops"));
  read.decisions = read_decisions(list_in(trace, "decisions"));
  read.dropped = count_in(trace, "dropped");
  return read;
}

} // namespace troupe::tools
