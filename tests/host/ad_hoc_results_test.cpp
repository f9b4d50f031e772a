// SPDX-License-Identifier: Apache-2.0
// What comes of commands, as forms, notes and errors.
#include "tests/host/ad_hoc_server.hpp"

namespace ad_hoc_results_test {

using namespace troupe;
using namespace troupe::host::test;

TEST_CASE("a command without arguments is carried out at once") {
  server ctx;
  ctx.outcomes = {R"({"result": {"version": "1", "ok": true, "tls": ["a","b"],
                      "ports": [{"port": 1, "name": "c2s"}, {"port": 2}]}})"};

  auto answer = ctx.send(command(status, "execute"));

  const auto& x = payload(answer);
  CHECK(ctx.administered == names{"alice@example.org/desk status"});
  CHECK(x.attr_or_empty("status") == "completed");
  CHECK_FALSE(x.attr_or_empty("sessionid").empty());
  auto form = form_in(x);
  CHECK(form.type == part::form_type::result);
  CHECK(form.kind() == host::ns::administration);
  CHECK(form.find("version")->value() == "1");
  CHECK(form.find("ok")->value() == "1");
  CHECK(form.find("tls")->values == names{"a", "b"});
  const auto* table = x.children().back();
  CHECK(table->children().size() == 4); // title, reported, two items
  CHECK(table->child("reported", part::ns::data_forms)->children().size() == 2);
}

TEST_CASE("a command is done for each account that is named") {
  server ctx;
  ctx.outcomes
      = {done, R"({"error": {"code": "not_found", "message": "not there"}})"};

  auto answer = ctx.send(
      command(end_sessions, {}, ctx.begin(end_sessions))
          .with(submission(
              {{"accountjids", {"a@example.org", "b@example.org/x"}}})));

  CHECK(ctx.administered
        == names{"alice@example.org/desk kick jid=a@example.org",
                 "alice@example.org/desk kick jid=b@example.org/x"});
  CHECK(notes_in(payload(answer)) == names{"error: not there"});
}

TEST_CASE("a failure is an error where Service Administration says so") {
  using row = std::pair<std::string, std::string>;
  const auto& [code, expected]
      = GENERATE(values<row>({{"conflict", "conflict"},
                              {"not_found", "item-not-found"},
                              {"usage", "bad-request bad-payload"},
                              {"bad_password", "not-acceptable"},
                              {"busy", "resource-constraint"},
                              {"failed", "internal-server-error"}}));
  server ctx;
  ctx.outcomes
      = {R"({"error": {"code": ")" + code + R"(", "message": "why"}})"};

  auto answer
      = ctx.send(command(end_sessions, {}, ctx.begin(end_sessions))
                     .with(submission({{"accountjids", {"a@example.org"}}})));

  CHECK(error_in(answer) == expected);
}

TEST_CASE("a failure of another command is a note") {
  server ctx;
  ctx.outcomes = {R"({"error": {"code": "failed", "message": "disk full"}})"};

  auto answer = ctx.send(command(status));

  CHECK(payload(answer).attr_or_empty("status") == "completed");
  CHECK(notes_in(payload(answer)) == names{"error: disk full"});
}

TEST_CASE("the users of the domain are counted and listed") {
  server ctx;
  ctx.add_host();
  const auto ask = [&](const char* node, const char* var, const char* result) {
    ctx.outcomes = {result};
    auto form = form_in(payload(ctx.send(
        command("http://jabber.org/protocol/admin#" + std::string{node}))));
    CHECK(form.kind() == host::ns::service_administration);
    return form.find(var)->values;
  };
  const auto* users
      = R"({"result": {"users": ["alice@example.org", "bob@example.org"]}})";
  const auto* sessions = R"({"result": {"sessions": [
      {"jid": "bob@example.org/a"}, {"jid": "bob@example.org/b"},
      {"jid": "alice@example.org/a"}, {"jid": "carol@example.net/a"}]}})";
  const names both{"alice@example.org", "bob@example.org"};

  CHECK(ask("get-registered-users-num", "registeredusersnum", users)
        == names{"2"});
  CHECK(ask("get-registered-users-list", "registereduserjids", users) == both);
  CHECK(ask("get-disabled-users-num", "disabledusersnum", users) == names{"2"});
  CHECK(ask("get-disabled-users-list", "disableduserjids", users) == both);
  CHECK(ask("get-online-users-num", "onlineusersnum", sessions) == names{"2"});
  CHECK(ask("get-online-users-list", "onlineuserjids", sessions) == both);
  CHECK(ctx.administered[0] == "alice@example.org/desk users host=example.org");
  CHECK(ctx.administered[2]
        == "alice@example.org/desk users disabled=true host=example.org");
}

TEST_CASE("a table has a thousand rows at most, and says how many there are") {
  server ctx;
  std::string rows;
  for (int i = 0; i < 1'001; ++i)
    rows += std::string{i == 0 ? "" : ","} + R"({"jid": "x"})";
  ctx.outcomes = {R"({"result": {"sessions": [)" + rows + "]}}"};

  auto answer = ctx.send(command("urn:troupe:admin#sessions"));

  const auto* table = payload(answer).child("x", part::ns::data_forms);
  CHECK(table->children().size() == 1'002); // title, reported
  CHECK(notes_in(payload(answer))
        == names{"warn: these are the first 1000 of 1001"});
}

TEST_CASE("a tree is told line by line") {
  server ctx;
  ctx.outcomes = {R"({"result": {"actors": [{"name": "auth", "value": "",
      "children": [{"name": "logins", "value": "3", "children": []}]}]}})"};

  auto form = form_in(payload(ctx.send(command(status))));

  CHECK(form.find("actors")->values == names{"auth", "  logins: 3"});
}

} // namespace ad_hoc_results_test
