// SPDX-License-Identifier: Apache-2.0
// The OpenAPI file has the routes that there are, and what they answer.
#include <algorithm>
#include <cctype>
#include <fstream>
#include <functional>
#include <future>
#include <set>

#include <catch2/catch.hpp>
#include <spdlog/sinks/null_sink.h>

#include "actors/observe/log_tap.hpp"
#include "actors/observe/trace_record.hpp"
#include "tests/admin/fake_server.hpp"
#include "tests/web/web_fixture.hpp"

namespace openapi_test {

using namespace troupe;
using nlohmann::json;

namespace {

json document() {
  std::ifstream in{TROUPE_SOURCE_DIR "/docs/openapi.json"};
  return json::parse(in, nullptr, false);
}

std::string lower(std::string_view text) {
  std::string made{text};
  std::ranges::transform(made, made.begin(),
                         [](unsigned char c) { return std::tolower(c); });
  return made;
}

/// Calls `f` for every "$ref".
void each_reference(const json& at,
                    const std::function<void(const std::string&)>& f) {
  for (const auto& [key, value] : at.items())
    if (key == "$ref")
      f(value.get<std::string>());
    else if (value.is_structured())
      each_reference(value, f);
}

bool has_type(const json& value, const std::string& type) {
  if (type == "integer")
    return value.is_number_integer();
  if (type == "number")
    return value.is_number();
  return type == value.type_name();
}

void check_object(const json& all, const json& schema, const json& value);

/// That `value` is as the schema has it, and has nothing that it has not.
void check_fits(const json& all, const json& of, const json& value) {
  const auto& schema = of.contains("$ref") ? all.at(json::json_pointer{
                           of["$ref"].get<std::string>().substr(1)})
                                           : of;
  INFO(value.dump());
  if (schema.contains("type"))
    CHECK(has_type(value, schema["type"]));
  if (schema.contains("enum"))
    CHECK(std::ranges::count(schema["enum"], value) == 1);
  if (schema.contains("properties"))
    check_object(all, schema, value);
  if (schema.contains("items"))
    for (const auto& each : value)
      check_fits(all, schema["items"], each);
}

void check_object(const json& all, const json& schema, const json& value) {
  for (const auto& name : schema.value("required", json::array())) {
    INFO(name);
    CHECK(value.contains(name.get<std::string>()));
  }
  for (const auto& [name, part] : value.items()) {
    INFO(name);
    REQUIRE(schema["properties"].contains(name));
    check_fits(all, schema["properties"][name], part);
  }
}

void check_is(const std::string& schema, const json& value) {
  const auto all = document();
  INFO(schema);
  REQUIRE(all["components"]["schemas"].contains(schema));
  check_fits(all, all["components"]["schemas"][schema], value);
}

/// As little and as much as a trace can have.
std::vector<observe::trace_record> traces() {
  observe::trace_record full;
  full.why = base::trace::cause::slow;
  full.is_complete = true;
  full.stanza = {.kind = "message",
                 .type = "chat",
                 .id = "m1",
                 .from = "alice@example.org",
                 .to = "bob@example.org",
                 .bytes = 312,
                 .children = {"body jabber:client"},
                 .xml = "<message/>"};
  full.actors = {{1, "user", "alice@example.org"}};
  full.hops = {{.span = 1, .to = 1, .message = "inbound", .is_lost = true}};
  full.decisions = {{.actor = 1,
                     .what = "delivered",
                     .reason = "it was asked for",
                     .resource = "phone",
                     .kind = "message",
                     .id = "m1"}};
  observe::trace_record least;
  least.stanza.kind = "iq";
  least.hops = {{}};
  least.decisions = {{}};
  return {full, least};
}

/// Follows a log so slowly that lines are dropped, and keeps its first event
/// and the one that tells of them.
struct slow_follower {
  void hear(const json& event) {
    if (events.empty()) {
      events.push_back(event);
      begun.set_value();
      go_on.get_future().wait();
    } else if (events.size() == 1 && event.contains("dropped")) {
      events.push_back(event);
      seen.set_value();
    }
  }

  std::vector<json> events;
  std::promise<void> begun, go_on, seen;
};

std::vector<json> log_events() {
  constexpr auto more_than_wait = 9'000;
  slow_follower follower;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
  auto tap = observe::log_tap::add_to(log, spdlog::level::info);
  tap->follow({spdlog::level::info, {}},
              [&](const json& event) { follower.hear(event); });
  log.info("first");
  follower.begun.get_future().wait();
  for (auto i = 0; i < more_than_wait; ++i)
    log.info("line");
  follower.go_on.set_value();
  follower.seen.get_future().wait_for(std::chrono::seconds{10});
  tap.reset();
  log.sinks().clear(); // nobody is told anything any more
  return follower.events;
}

} // namespace

TEST_CASE("the OpenAPI file has each route of the API, and no other") {
  const auto all = document();
  REQUIRE(all.is_object());
  CHECK(all["openapi"] == "3.1.0");

  std::set<std::string> told;
  for (const auto& [path, methods] : all["paths"].items())
    for (const auto& [method, facts] : methods.items())
      if (method != "parameters") {
        CHECK(facts.contains("responses"));
        told.insert(method + ' ' + path);
      }
  std::set<std::string> known;
  for (const auto& each : web::api::routes())
    known.insert(lower(each.method) + ' ' + std::string{each.path});
  CHECK(told == known);
}

TEST_CASE("the OpenAPI file refers to nothing that it has not") {
  const auto all = document();
  REQUIRE(all.is_object());
  std::size_t count = 0;

  each_reference(all, [&](const std::string& to) {
    INFO(to);
    REQUIRE(to.starts_with("#/"));
    CHECK(all.contains(json::json_pointer{to.substr(1)}));
    ++count;
  });

  CHECK(count > 0);
}

TEST_CASE("the OpenAPI file tells of each route what may come anywhere") {
  const auto all = document();
  REQUIRE(all.is_object());
  for (const auto& [path, methods] : all["paths"].items())
    for (const auto& [method, facts] : methods.items())
      if (method != "parameters")
        for (const auto* status : {"421", "429"}) {
          INFO(method << ' ' << path << ' ' << status);
          CHECK(facts["responses"].contains(status));
        }
}

TEST_CASE("the OpenAPI file has traces as they are told") {
  for (const auto& each : traces())
    check_is("trace", observe::to_json(each));
}

TEST_CASE("the OpenAPI file has events of the log as they are told") {
  const auto events = log_events();

  REQUIRE(events.size() == 2);
  CHECK(events[1].contains("dropped"));
  for (const auto& each : events)
    check_is("log_event", each);
}

TEST_CASE("the OpenAPI file has descriptions as they are told") {
  admin::test::fake_server server;
  actors::description user{"user", "alice@example.org", {}};
  user.add("roster", "");
  server.actors = {user, {}};

  const auto told = server.run("describe");

  REQUIRE(told);
  REQUIRE((*told)["actors"].size() == 2);
  for (const auto& each : (*told)["actors"])
    check_is("description", each);
}

TEST_CASE("the OpenAPI file has logins, commands and errors as they are told") {
  web::test::web_fixture f;
  const auto login = f.login();

  check_is("session", f.get("/api/v1/session", login).body());
  check_is("catalogue", f.get("/api/v1/commands", login).body());
  check_is("result", f.get("/api/v1/commands/status", login).body());
  check_is("error", f.get("/api/v1/session").body());
}

} // namespace openapi_test
