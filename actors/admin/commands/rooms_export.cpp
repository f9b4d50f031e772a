// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>

#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_asking.hpp"
#include "actors/part/result_set.hpp"
#include "actors/part/timestamp.hpp"
#include "xml/namespaces.hpp"
#include "xml/writer.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

constexpr std::string_view archive_ns = "urn:xmpp:mam:2";
constexpr std::string_view forward_ns = "urn:xmpp:forward:0";
constexpr std::size_t messages_per_page = 100;
/// Of one answer; whoever wants more asks for what is behind it.
constexpr std::size_t messages_per_answer = 1'000;

/// One query after the other (XEP-0313 §4, XEP-0059 §2.2).
struct reading {
  explicit reading(server_access& of) : server(of) {}

  server_access& server;
  xml::jid room;
  part::data_form filter = filled_form(archive_ns);
  std::string after; ///< the id of the last message that was read
  json messages = json::array();
  reply<json> done;
};

using reading_pointer = std::shared_ptr<reading>;

void add_text(json& to, const char* name, const xml::element& message) {
  if (const auto* child = message.child(name, xml::ns::client))
    to[name] = child->text();
}

/// A result; null where the stanza is none.
json to_json(const xml::stanza& x) {
  const auto* result = x.child("result", archive_ns);
  const auto* forwarded
      = result != nullptr ? result->child("forwarded", forward_ns) : nullptr;
  const auto* message = forwarded != nullptr
                            ? forwarded->child("message", xml::ns::client)
                            : nullptr;
  if (message == nullptr)
    return {};
  json told{{"id", result->attr_or_empty("id")}};
  if (const auto* delay = forwarded->child("delay", xml::ns::delay))
    told["time"] = delay->attr_or_empty("stamp");
  const auto from = message->attr_or_empty("from");
  if (const auto slash = from.find('/'); slash != std::string_view::npos)
    told["nick"] = from.substr(slash + 1);
  if (const auto* user = message->child("x", ns::muc_user))
    if (const auto* item = user->child("item", ns::muc_user))
      told["jid"] = item->attr_or_empty("jid");
  add_text(told, "subject", *message);
  add_text(told, "body", *message);
  told["xml"] = xml::to_string(*message);
  return told;
}

xml::element query_of(const reading& r) {
  using part::ns::result_sets;
  auto set = xml::element{"set", result_sets}.with(
      xml::element{"max", result_sets}.with_text(
          std::to_string(messages_per_page)));
  if (!r.after.empty())
    set.add(xml::element{"after", result_sets}.with_text(r.after));
  return xml::element{"query", archive_ns}
      .with(to_element(r.filter))
      .with(std::move(set));
}

void finish(reading& r, bool is_complete) {
  json result{{"room", r.room.str()}, {"messages", std::move(r.messages)}};
  if (!is_complete)
    result["next"] = json{{"after", r.after}};
  r.done(success(std::move(result)));
}

/// An id that the archive does not have gets the same error as a room that is
/// not there (XEP-0059 §2.2).
failure explained(const reading& r, failure why) {
  if (why.code == failure_code::not_found && !r.after.empty())
    why.message = "there is no room " + r.room.str()
                  + ", or its archive has no message " + r.after;
  return why;
}

void ask_page(const reading_pointer& r) {
  ask_room(r->server, r->room, xml::iq_type::set, query_of(*r),
           [r](const outcome<room_answer>& came) {
             if (!came)
               return r->done(explained(*r, came.error()));
             const auto before = r->messages.size();
             for (const auto& each : came->before)
               if (auto message = to_json(each); !message.is_null()) {
                 r->after = message["id"].get<std::string>();
                 r->messages.push_back(std::move(message));
               }
             const auto* fin = came->result.child("fin", archive_ns);
             const bool is_complete
                 = r->messages.size() == before || fin == nullptr
                   || fin->attr_or_empty("complete") == "true";
             if (is_complete || r->messages.size() >= messages_per_answer)
               return finish(*r, is_complete);
             ask_page(r);
           });
}

/// A point of time, or a day: its beginning.
std::optional<std::string> time_in(const std::string& text) {
  auto time = part::read_timestamp(text);
  if (!time)
    time = part::read_timestamp(text + "T00:00:00Z");
  if (!time)
    return {};
  return part::precise_timestamp(*time);
}

/// Fills a field of the filter from an argument.
/// @returns what is wrong with it, empty if nothing
std::string add_time(part::data_form& filter, const given_arguments& given,
                     const char* argument, const char* field) {
  const auto text = given.find(argument);
  if (text == given.end())
    return {};
  auto time = time_in(text->second);
  if (!time)
    return std::string{"--"} + argument
           + " needs a time in UTC, as 2026-01-31 or 2026-01-31T12:00:00Z";
  fill(filter, field, *time);
  return {};
}

void run_rooms_export(server_access& server, const given_arguments& given,
                      reply<json> done) {
  auto room = room_named(server, given.at("room"));
  if (!room)
    return done(room.error());
  auto r = std::make_shared<reading>(server);
  r->room = *room;
  auto wrong = add_time(r->filter, given, "since", "start");
  if (wrong.empty())
    wrong = add_time(r->filter, given, "until", "end");
  if (!wrong.empty())
    return done(failure{failure_code::usage, std::move(wrong)});
  if (auto after = given.find("after"); after != given.end())
    r->after = after->second;
  r->done = std::move(done);
  ask_page(r);
}

} // namespace

command rooms_export() {
  return {
      .name = "rooms export",
      .help
      = "Writes what was said in a room, the oldest first, each message as a"
        " line of JSON",
      .arguments = {{"room", "room@service"},
                    {.name = "since",
                     .help = "a time, as 2026-01-31 or 2026-01-31T12:00:00Z",
                     .optional = true,
                     .named = true},
                    {.name = "until",
                     .help = "a time, as for --since",
                     .optional = true,
                     .named = true},
                    {.name = "after",
                     .help = "go on behind the message with this id",
                     .optional = true,
                     .named = true}},
      .runs = place::running,
      .run = run_rooms_export,
      .shows_text = true};
}

} // namespace troupe::admin
