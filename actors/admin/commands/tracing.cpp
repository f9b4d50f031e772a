// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/tracing.hpp"

#include <algorithm>

#include "actors/admin/server_access.hpp"
#include "actors/observe/observatory.hpp"
#include "actors/part/stanza_id.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

constexpr std::size_t usual_recent = 20;
constexpr std::size_t most_recent = 1'000;
constexpr std::uint32_t usual_sampling = 16;

argument named(std::string_view name, std::string_view help) {
  return {.name = name, .help = help, .optional = true, .named = true};
}

std::vector<argument> filter_arguments() {
  return {named("jid",
                "sender or recipient; a bare JID covers its resources, a "
                "domain all at it"),
          named("from", "sender"),
          named("to", "recipient"),
          named("kind", "message, presence or iq"),
          named("ns", "namespace of a child"),
          named("id", "the stanza's id"),
          named("limit", "traces, then it ends")};
}

ending follow_trace(server_access& server, const given_arguments& given,
                    audience to) {
  auto f = filter_of(given);
  auto* place = server.watching();
  if (!f || place == nullptr) {
    to.ended(f ? needs_server() : f.error());
    return {};
  }
  observe::observatory::audience those;
  those.trace = [to](const observe::shared_trace& t) {
    to.event(observe::to_json(*t));
  };
  those.ended = [to](const observe::watch_end& e) {
    if (e.reason == "stopped")
      return to.ended(failure{failure_code::not_running, "the server stops"});
    to.ended(success({{"ended", e.reason},
                      {"traces", e.traces},
                      {"dropped", e.dropped},
                      {"lost", e.lost}}));
  };
  const auto id = place->watch(std::move(*f), std::move(those));
  if (id == 0)
    to.ended(failure{failure_code::busy,
                     "as many watch already as can; end one of those"});
  return [place, id] { place->unwatch(id); };
}

void tell_recent(server_access& server, const given_arguments& given,
                 reply<json> done) {
  auto f = filter_of(given);
  auto* place = server.watching();
  if (!f || place == nullptr)
    return done(f ? needs_server() : f.error());
  const auto limit = f->limit == 0 ? usual_recent : f->limit;
  auto list = json::array();
  for (const auto& t : place->recent(std::min(limit, most_recent), *f))
    list.push_back(observe::to_json(*t));
  done(success({{"traces", std::move(list)}}));
}

void tell_shown(server_access& server, const given_arguments& given,
                reply<json> done) {
  auto* place = server.watching();
  if (place == nullptr)
    return done(needs_server());
  const auto id = part::trace_of(given.at("id"));
  const auto found = id != 0 ? place->find(id) : nullptr;
  if (!found)
    return done(failure{failure_code::not_found,
                        "no trace with that id is kept; the last that were "
                        "followed are, with errors and slow ones"});
  done(success({{"trace", observe::to_json(*found)}}));
}

ending follow_top(server_access& server, const given_arguments& given,
                  audience to) {
  auto* place = server.watching();
  std::uint32_t sampling = usual_sampling;
  if (auto text = given.find("sampling"); text != given.end()) {
    const auto number = std::strtoul(text->second.c_str(), nullptr, 10);
    if (number == 0 || number > 1'000'000) {
      to.ended(failure{failure_code::usage,
                       "sampling is a number from 1 to 1000000"});
      return {};
    }
    sampling = static_cast<std::uint32_t>(number);
  }
  if (place == nullptr) {
    to.ended(needs_server());
    return {};
  }
  const auto id = place->take_census(sampling, to.event);
  return [place, id] { place->end_census(id); };
}

} // namespace

command trace() {
  auto arguments = filter_arguments();
  arguments.push_back(named("for", "a time, then it ends: 30s, 5m"));
  arguments.push_back({.name = "payload",
                       .help = "show what stanzas say, too",
                       .optional = true,
                       .flag = true});
  return {.name = "trace",
          .help = "Follows stanzas through the server, and shows their ways",
          .arguments = std::move(arguments),
          .runs = place::running,
          .follow = follow_trace};
}

command recent() {
  return {.name = "recent",
          .help = "Shows the last stanzas that were refused or slow",
          .arguments = filter_arguments(),
          .runs = place::running,
          .run = tell_recent};
}

command shown() {
  return {.name = "shown",
          .help = "Shows the way of a stanza that was followed or went wrong",
          .arguments = {{.name = "id", .help = "of the trace"}},
          .runs = place::running,
          .run = tell_shown};
}

command top() {
  return {.name = "top",
          .help = "Shows which actors are busy, once a second",
          .arguments
          = {named("sampling", "each which message is counted (16)")},
          .runs = place::running,
          .follow = follow_top};
}

} // namespace troupe::admin
