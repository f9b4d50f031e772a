// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>
#include <set>

#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_asking.hpp"
#include "actors/part/result_set.hpp"

namespace troupe::admin {

namespace {

constexpr std::size_t rooms_per_page = 100;
constexpr std::size_t owners_per_page = 1'000;

/// The services are asked one after the other.
struct listing {
  explicit listing(server_access& of) : server(of) {}

  server_access& server;
  std::vector<xml::jid> services;           ///< still to be asked
  bool all = false;                         ///< hidden rooms, too
  std::map<std::string, std::string> names; ///< of all rooms, by JID
  std::set<std::string> are_public;
  reply<nlohmann::json> done;
};

using listing_pointer = std::shared_ptr<listing>;

void ask_next(const listing_pointer& l);

/// The service tells an administrator all its rooms; the store knows which of
/// them it tells everybody.
void read_public(const listing_pointer& l, const xml::jid& service,
                 std::string after) {
  persistence::list_owners page{"public." + service.str(), std::move(after),
                                owners_per_page};
  l->server.read(page, [l, service](const outcome<persistence::answer>& came) {
    if (!came)
      return l->done(came.error());
    const auto& rooms = std::get<std::vector<std::string>>(*came);
    l->are_public.insert(rooms.begin(), rooms.end());
    if (rooms.size() < owners_per_page)
      return ask_next(l);
    read_public(l, service, rooms.back());
  });
}

xml::element items_query(const std::string& after) {
  auto set = xml::element{"set", part::ns::result_sets}.with(
      xml::element{"max", part::ns::result_sets}.with_text(
          std::to_string(rooms_per_page)));
  if (!after.empty())
    set.add(xml::element{"after", part::ns::result_sets}.with_text(after));
  return xml::element{"query", ns::disco_items}.with(std::move(set));
}

/// The last item of a page (XEP-0059 §2.2); empty where there are no pages.
std::string last_of(const xml::element& query) {
  const auto* set = query.child("set", part::ns::result_sets);
  const auto* last
      = set != nullptr ? set->child("last", part::ns::result_sets) : nullptr;
  return last != nullptr ? last->text() : std::string{};
}

void ask_page(const listing_pointer& l, const xml::jid& service,
              const std::string& after) {
  ask_room(l->server, service, xml::iq_type::get, items_query(after),
           [l, service, after](const outcome<room_answer>& came) {
             if (!came)
               return l->done(came.error());
             const auto* query = came->result.child("query", ns::disco_items);
             std::size_t count = 0;
             if (query != nullptr)
               for (const auto* item : query->children()) {
                 if (item->name() != "item")
                   continue;
                 ++count;
                 l->names.emplace(item->attr_or_empty("jid"),
                                  item->attr_or_empty("name"));
               }
             auto last = count > 0 ? last_of(*query) : std::string{};
             if (!last.empty() && last != after)
               return ask_page(l, service, last);
             read_public(l, service, {});
           });
}

void ask_next(const listing_pointer& l) {
  if (!l->services.empty()) {
    auto service = std::move(l->services.back());
    l->services.pop_back();
    return ask_page(l, service, {});
  }
  auto list = nlohmann::json::array();
  for (const auto& [jid, name] : l->names)
    if (const bool is_public = l->are_public.contains(jid); is_public || l->all)
      list.push_back({{"jid", jid}, {"name", name}, {"public", is_public}});
  l->done(success({{"rooms", std::move(list)}}));
}

void run_rooms_list(server_access& server, const given_arguments& given,
                    reply<nlohmann::json> done) {
  const auto host = given.find("host");
  auto services
      = room_services(server, host != given.end() ? host->second : "");
  if (!services)
    return done(services.error());
  auto l = std::make_shared<listing>(server);
  l->services = std::move(*services);
  l->all = given.contains("all");
  l->done = std::move(done);
  ask_next(l);
}

} // namespace

command rooms_list() {
  return {"rooms list",
          "Lists the public rooms, of all hosts or of one",
          {{.name = "host",
            .help = "only those of this host",
            .optional = true,
            .named = true},
           {.name = "all",
            .help = "rooms that are not public, too",
            .optional = true,
            .flag = true}},
          place::running,
          run_rooms_list};
}

} // namespace troupe::admin
