// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/message.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include "actors/admin/server_access.hpp"
#include "actors/part/stanza_id.hpp"
#include "actors/part/timestamp.hpp"
#include "actors/user/archive.hpp"
#include "actors/user/device_journal.hpp"
#include "actors/user/offline.hpp"

namespace troupe::admin {

namespace {

nlohmann::json to_json(const actors::message_event& e) {
  return {{"time", part::timestamp(part::from_microseconds(e.time))},
          {"account", e.account},
          {"what", e.what},
          {"reason", e.reason},
          {"resource", e.resource}};
}

/// One search: the accounts' stores are read one after the other.
struct search {
  search(server_access& of, std::string wanted, reply<nlohmann::json> then)
      : server(of), id(std::move(wanted)), done(std::move(then)) {}

  server_access& server;
  std::string id;
  reply<nlohmann::json> done;
  std::vector<actors::message_event> events;
  std::vector<std::pair<std::string, std::string>> logs; // owner, log
  std::set<std::string> owners; // whose devices are not known yet
  nlohmann::json stored = nlohmann::json::array();
};

using search_pointer = std::shared_ptr<search>;

void finish(const search_pointer& s) {
  std::ranges::stable_sort(s->events, {}, &actors::message_event::time);
  auto events = nlohmann::json::array();
  for (const auto& e : s->events)
    events.push_back(to_json(e));
  if (events.empty() && s->stored.empty())
    return s->done(failure{failure_code::not_found,
                           "nobody knows of the message " + s->id});
  s->done(success({{"id", s->id},
                   {"events", std::move(events)},
                   {"stored", std::move(s->stored)}}));
}

/// The queue of a device has ids of the form NUMBER-TRACE.
bool is_it(const std::string& entry, const std::string& id) {
  return entry == id || entry.ends_with('-' + id);
}

void read_logs(const search_pointer& s) {
  if (s->logs.empty())
    return finish(s);
  auto [owner, log] = s->logs.back();
  s->logs.pop_back();
  persistence::log_query query;
  if (log == user::archive_log || log == user::offline_log)
    query.ids = {s->id};
  else
    query.limit = 100'000; // a queue, which is bounded
  s->server.read(persistence::get_page{owner, log, std::move(query)},
                 [s, owner, log](const outcome<persistence::answer>& came) {
                   if (!came)
                     return s->done(came.error());
                   for (const auto& e :
                        std::get<persistence::log_page>(*came).entries)
                     if (is_it(e.id, s->id))
                       s->stored.push_back({{"account", owner}, {"log", log}});
                   read_logs(s);
                 });
}

void read_devices(const search_pointer& s) {
  if (s->owners.empty())
    return read_logs(s);
  auto owner = s->owners.extract(s->owners.begin()).value();
  s->logs.emplace_back(owner, user::archive_log);
  s->logs.emplace_back(owner, user::offline_log);
  s->server.read(
      persistence::get_entries{owner,
                               std::string{user::device_journal::map_name}},
      [s, owner](const outcome<persistence::answer>& came) {
        if (!came)
          return s->done(came.error());
        for (const auto& [token, blob] :
             std::get<persistence::map_entries>(*came))
          s->logs.emplace_back(owner, user::device_journal::queue_name(token));
        read_devices(s);
      });
}

void run_message(server_access& server, const given_arguments& given,
                 reply<nlohmann::json> done) {
  auto trace = part::trace_of(given.at("id"));
  if (trace == 0)
    return done(failure{failure_code::usage,
                        "an id has 16 hexadecimal digits, as in <stanza-id/>"});
  auto s = std::make_shared<search>(server, part::archive_id(trace),
                                    std::move(done));
  if (auto wanted = given.find("account"); wanted != given.end()) {
    auto account = account_named(server, wanted->second);
    if (!account)
      return s->done(account.error());
    s->owners.insert(account->str());
  }
  server.find_message(trace,
                      [s](outcome<std::vector<actors::message_event>> events) {
                        if (!events)
                          return s->done(events.error());
                        s->events = std::move(*events);
                        for (const auto& e : s->events)
                          s->owners.insert(e.account);
                        read_devices(s);
                      });
}

} // namespace

command message() {
  return {"message",
          "Tells where a message is, by the id of its <stanza-id/>",
          {{"id", "16 hexadecimal digits"},
           {.name = "account",
            .help = "look into its store too, though it is not in use",
            .optional = true,
            .named = true}},
          place::either,
          run_message};
}

} // namespace troupe::admin
