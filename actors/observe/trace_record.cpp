// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/trace_record.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace troupe::observe {

namespace {

using nlohmann::json;

double in_microseconds(std::int64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e3;
}

json to_json(const trace_record::summary& x) {
  json j{{"kind", x.kind},        {"type", x.type}, {"id", x.id},
         {"from", x.from},        {"to", x.to},     {"bytes", x.bytes},
         {"children", x.children}};
  if (!x.xml.empty())
    j["xml"] = x.xml;
  return j;
}

json to_json(const trace_record::hop& x) {
  json j{{"span", x.span},
         {"parent", x.parent},
         {"from", x.from},
         {"to", x.to},
         {"message", x.message},
         {"at", in_microseconds(x.at)},
         {"wait", in_microseconds(x.waited)},
         {"handling", in_microseconds(x.took)},
         {"bytes", x.bytes},
         {"handled", x.is_handled}};
  if (x.is_lost)
    j["lost"] = true;
  return j;
}

json to_json(const trace_record::verdict& x) {
  json j{{"at", in_microseconds(x.at)},
         {"actor", x.actor},
         {"name", x.name},
         {"span", x.span},
         {"outcome", part::name_of(x.how)},
         {"what", x.what},
         {"reason", x.reason},
         {"kind", x.kind},
         {"id", x.id}};
  if (!x.resource.empty())
    j["resource"] = x.resource;
  return j;
}

json to_json(const trace_record::actor& x) {
  return {{"id", x.id}, {"kind", x.kind}, {"name", x.name}};
}

template <class T>
json list_of(const std::vector<T>& all) {
  auto list = json::array();
  for (const auto& x : all)
    list.push_back(to_json(x));
  return list;
}

std::size_t footprint_of(const trace_record::summary& x) {
  auto bytes = x.type.capacity() + x.id.capacity() + x.from.capacity()
               + x.to.capacity() + x.xml.capacity()
               + x.children.capacity() * sizeof(std::string);
  for (const auto& child : x.children)
    bytes += child.capacity();
  return bytes;
}

} // namespace

part::outcome trace_record::outcome() const {
  auto first = part::outcome::noted;
  for (const auto& d : decisions)
    first = std::min(first, d.how);
  return first;
}

std::size_t trace_record::footprint() const {
  auto bytes = sizeof(*this) + hops.capacity() * sizeof(hop)
               + actors.capacity() * sizeof(actor)
               + decisions.capacity() * sizeof(verdict) + footprint_of(stanza);
  for (const auto& h : hops)
    bytes += h.message.capacity();
  for (const auto& a : actors)
    bytes += a.kind.capacity() + a.name.capacity();
  for (const auto& d : decisions)
    bytes += d.name.capacity() + d.resource.capacity() + d.id.capacity();
  return bytes;
}

std::string_view cut(std::string_view text) {
  if (text.size() <= longest_text)
    return text;
  auto size = longest_text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80)
    --size;
  return text.substr(0, size);
}

std::string_view name_of(base::trace::cause x) {
  switch (x) {
  case base::trace::cause::error:
    return "error";
  case base::trace::cause::slow:
    return "slow";
  case base::trace::cause::followed:
    break;
  }
  return "followed";
}

trace_record::summary summary_of(const xml::stanza& x, bool with_payload) {
  constexpr std::size_t most_children = 32;
  trace_record::summary s;
  s.kind = xml::name_of(x.kind());
  s.type = cut(x.type());
  s.id = cut(x.id());
  s.from = x.from().str();
  s.to = x.to().str();
  s.bytes = x.content().size();
  for (const auto& n : x.nodes())
    if (!n.is_text && s.children.size() < most_children)
      s.children.push_back(
          fmt::format("{} {}", cut(n.tag.name()), cut(n.tag.ns())));
  if (with_payload)
    s.xml = xml::to_string(x);
  return s;
}

std::string text_of_id(std::uint64_t trace) {
  return fmt::format("{:016x}", trace);
}

nlohmann::json to_json(const trace_record& r) {
  return {{"id", text_of_id(r.id)},
          {"begun", r.begun},
          {"took", in_microseconds(r.took)},
          {"state", r.is_complete ? "complete" : "unfinished"},
          {"why", name_of(r.why)},
          {"stanza", to_json(r.stanza)},
          {"outcome", part::name_of(r.outcome())},
          {"actors", list_of(r.actors)},
          {"hops", list_of(r.hops)},
          {"decisions", list_of(r.decisions)},
          {"dropped", r.dropped}};
}

} // namespace troupe::observe
