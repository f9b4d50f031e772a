// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/admin/fake_server.hpp"

namespace reports_test {

using namespace troupe;
using namespace troupe::admin;
using admin::test::fake_server;
using nlohmann::json;

namespace {

constexpr auto spam
    = "<report xmlns='urn:xmpp:reporting:1' jid='bob@example.net' "
      "reason='urn:xmpp:reporting:spam'><stanza-id xmlns='urn:xmpp:sid:0' "
      "by='alice@example.org' id='7'/><text>Trouble</text><third-party/>"
      "</report>";
constexpr auto abuse
    = "<report xmlns='urn:xmpp:reporting:1' jid='eve@example.net' "
      "reason='urn:xmpp:reporting:abuse'/>";

fake_server with_reports() {
  fake_server server;
  server.stored["example.org"].entries
      = {{"1", 1'700'000'000'000'000, "alice@example.org", spam},
         {"3", 1'700'000'002'000'000, "carol@example.org", abuse}};
  server.stored["пример.example"].entries
      = {{"2", 1'700'000'001'000'000, "dan@пример.example", abuse}};
  return server;
}

std::vector<std::string> reporters(const json& answer) {
  std::vector<std::string> result;
  for (const auto& each : answer["reports"])
    result.push_back(each["reporter"]);
  return result;
}

} // namespace

TEST_CASE("reports are listed with all they say") {
  auto server = with_reports();

  auto answer = server.run("reports", {{"host", "example.org"}});

  REQUIRE(answer);
  CHECK((*answer)["reports"] == json::parse(R"([
    {"time": "2023-11-14T22:13:22Z", "reporter": "carol@example.org",
     "reported": "eve@example.net", "reason": "urn:xmpp:reporting:abuse",
     "texts": [], "messages": [], "consents": []},
    {"time": "2023-11-14T22:13:20Z", "reporter": "alice@example.org",
     "reported": "bob@example.net", "reason": "urn:xmpp:reporting:spam",
     "texts": ["Trouble"], "messages": [{"by": "alice@example.org", "id": "7"}],
     "consents": ["third-party"]}])"));
}

TEST_CASE("reports of all hosts are listed with the newest first") {
  auto server = with_reports();

  CHECK(reporters(*server.run("reports"))
        == std::vector<std::string>{"carol@example.org", "dan@пример.example",
                                    "alice@example.org"});
  CHECK(reporters(*server.run("reports", {{"limit", "2"}})).size() == 2);
  auto asked = std::get<persistence::get_page>(server.reads.back());
  CHECK(asked.query.limit == 2);
  CHECK(asked.query.newest);
}

TEST_CASE("what is wrong with the arguments of reports is told") {
  auto server = with_reports();
  for (auto limit : {"0", "-1", "ten", "1x", ""})
    CHECK(server.run("reports", {{"limit", limit}}).error().code
          == failure_code::usage);
  CHECK(server.run("reports", {{"host", "example.net"}}).error().code
        == failure_code::not_found);
  server.error = failure{failure_code::failed, "no disk"};
  CHECK(server.run("reports").error().message == "no disk");
}

} // namespace reports_test
