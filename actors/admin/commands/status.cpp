// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/status.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

#include <unistd.h>

#include "actors/admin/server_access.hpp"
#include "actors/observe/figures.hpp"
#include "actors/observe/sources.hpp"
#include "actors/part/timestamp.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;
using clock = std::chrono::system_clock;

json number_or_text(const std::string& text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  return parsed.ec == std::errc{} && parsed.ptr == end ? json(number)
                                                       : json(text);
}

json figures_of(const actors::description& actor) {
  auto figures = json::object();
  for (const auto& child : actor.children) {
    auto key = child.name;
    std::ranges::replace(key, ' ', '_');
    figures[key] = number_or_text(child.value);
  }
  return figures;
}

json certificates_of(const process_facts& facts) {
  auto list = json::array();
  for (const auto& each : facts.certificates) {
    const auto left = each.not_after - clock::now();
    list.push_back(
        {{"host", each.host},
         {"not_after", part::timestamp(each.not_after)},
         {"days_left", std::chrono::floor<std::chrono::days>(left).count()},
         {"sha256", each.sha256}});
  }
  return list;
}

json process_part(const process_facts& facts) {
  auto listening = json::array();
  for (const auto& [service, address] : facts.listening)
    listening.push_back({{"service", service}, {"address", address}});
  return {
      {"version", facts.version},
      {"pid", getpid()},
      {"started", part::timestamp(facts.started)},
      {"uptime_seconds", part::seconds_between(facts.started, clock::now())},
      {"memory_bytes", observe::resident_memory()},
      {"listening", std::move(listening)},
      {"certificates", certificates_of(facts)}};
}

/// Asks for one thing after another; the answer grows in `so_far`.
class survey : public std::enable_shared_from_this<survey> {
public:
  survey(server_access& server, json so_far, reply<json> done)
      : server_(server), so_far_(std::move(so_far)), done_(std::move(done)) {}

  void run() {
    server_.list_sessions([self = shared_from_this()](const auto& sessions) {
      if (!sessions)
        return self->done_(sessions.error());
      self->so_far_["sessions"] = sessions->size();
      self->count_users();
    });
  }

private:
  void count_users() {
    list_all_users(server_, actors::list_users{},
                   [self = shared_from_this()](const auto& users) {
                     if (!users)
                       return self->done_(users.error());
                     self->so_far_["users"] = users->size();
                     self->describe();
                   });
  }

  void describe() {
    server_.describe([self = shared_from_this()](const auto& actors) {
      if (!actors)
        return self->done_(actors.error());
      auto storage
          = std::ranges::find(*actors, "storage", &actors::description::name);
      auto& figures = self->so_far_["storage"];
      figures
          = storage == actors->end() ? json::object() : figures_of(*storage);
      figures["driver"] = self->server_.configuration().storage.driver;
      self->so_far_["counted"] = observe::figures_of(observe::totals::now());
      self->done_(success(std::move(self->so_far_)));
    });
  }

  server_access& server_;
  json so_far_;
  reply<json> done_;
};

void run_status(server_access& server, const given_arguments&,
                reply<json> done) {
  auto facts = server.process();
  if (!facts)
    return done(facts.error());
  std::make_shared<survey>(server, process_part(*facts), std::move(done))
      ->run();
}

} // namespace

command status() {
  return {"status",
          "How the server is: version, listeners, counts, store, certificates",
          {},
          place::running,
          run_status};
}

} // namespace troupe::admin
