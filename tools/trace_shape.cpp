// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_shape.hpp"

#include <algorithm>

#include "tools/json_members.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

traced_actor read_actor(const json& each) {
  return {count_in(each, "id"), text_in(each, "kind"), text_in(each, "name")};
}

traced_hop read_hop(const json& each) {
  return {count_in(each, "span"),   count_in(each, "parent"),
          count_in(each, "from"),   count_in(each, "to"),
          text_in(each, "message"), number_in(each, "at"),
          number_in(each, "wait"),  number_in(each, "handling"),
          count_in(each, "bytes"),  member_in(each, "handled") != false};
}

traced_decision read_decision(const json& each) {
  return {number_in(each, "at"),    count_in(each, "actor"),
          count_in(each, "span"),   text_in(each, "name"),
          text_in(each, "outcome"), text_in(each, "what"),
          text_in(each, "reason"),  text_in(each, "resource"),
          text_in(each, "kind"),    text_in(each, "id")};
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
  read.actors = read_list(list_in(trace, "actors"), read_actor);
  read.hops = read_list(list_in(trace, "hops"), read_hop);
  read.decisions = read_list(list_in(trace, "decisions"), read_decision);
  read.dropped = count_in(trace, "dropped");
  return read;
}

} // namespace troupe::tools
