// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/reports.hpp"

#include <algorithm>
#include <memory>

#include "actors/admin/server_access.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/part/timestamp.hpp"
#include "actors/user/abuse_report.hpp"

namespace troupe::admin {

namespace {

using entries = std::vector<persistence::log_entry>;

nlohmann::json to_json(const persistence::log_entry& entry) {
  auto report
      = part::stored_element(entry.blob).value_or(xml::element{"report", ""});
  nlohmann::json result{
      {"time", part::timestamp(part::from_microseconds(entry.time))},
      {"reporter", entry.peer},
      {"reported", report.attr_or_empty("jid")},
      {"reason", report.attr_or_empty("reason")},
      {"texts", nlohmann::json::array()},
      {"messages", nlohmann::json::array()},
      {"consents", nlohmann::json::array()}};
  for (const auto* child : report.children()) {
    if (child->name() == "text")
      result["texts"].push_back(child->text());
    else if (child->name() == "stanza-id")
      result["messages"].push_back({{"by", child->attr_or_empty("by")},
                                    {"id", child->attr_or_empty("id")}});
    else
      result["consents"].push_back(child->name());
  }
  return result;
}

/// What of `wanted` is still to be read, and what is read so far.
struct gathering {
  std::vector<std::string> hosts;
  std::size_t limit = 0;
  entries all;
};

void finish(gathering& g, const reply<nlohmann::json>& done) {
  std::ranges::sort(g.all, std::ranges::greater{}, &persistence::log_entry::id);
  g.all.resize(std::min(g.all.size(), g.limit));
  auto list = nlohmann::json::array();
  for (const auto& each : g.all)
    list.push_back(to_json(each));
  done(success({{"reports", std::move(list)}}));
}

/// Reads one host after the other.
void read_next(server_access& server, std::shared_ptr<gathering> g,
               reply<nlohmann::json> done) {
  if (g->hosts.empty())
    return finish(*g, done);
  persistence::get_page newest{g->hosts.back(),
                               std::string{user::reports_log},
                               {.limit = g->limit, .newest = true}};
  g->hosts.pop_back();
  server.read(newest, [&server, g, done](outcome<persistence::answer> came) {
    if (!came)
      return done(came.error());
    auto& page = std::get<persistence::log_page>(*came);
    std::ranges::move(page.entries, std::back_inserter(g->all));
    read_next(server, g, done);
  });
}

void run_reports(server_access& server, const given_arguments& given,
                 reply<nlohmann::json> done) {
  auto g = std::make_shared<gathering>();
  const auto host = host_given(server, given);
  if (!host)
    return done(host.error());
  for (const auto& each : server.configuration().hosts)
    if (host->empty() || each.name == *host)
      g->hosts.push_back(each.name);
  const auto limit = count_named(given, "limit", 100, user::reports_kept);
  if (!limit)
    return done(limit.error());
  g->limit = *limit;
  read_next(server, std::move(g), std::move(done));
}

} // namespace

command reports() {
  return {
      .name = "reports",
      .help = "Lists what users have reported, the newest first",
      .arguments
      = {{.name = "host", .help = "only those of this host", .optional = true},
         {.name = "limit",
          .help = "how many, 100 if not given",
          .optional = true,
          .named = true}},
      .runs = place::either,
      .run = run_reports,
      .shows_text = true};
}

} // namespace troupe::admin
