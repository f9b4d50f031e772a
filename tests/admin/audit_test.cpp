// SPDX-License-Identifier: Apache-2.0
#include <future>

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "actors/admin/audit_log.hpp"
#include "tests/admin/lone_admin.hpp"
#include "tests/support/print_result.hpp"

namespace audit_test {

using namespace troupe;
using namespace troupe::admin;
using namespace troupe::admin::test;
using nlohmann::json;
using persistence::bytes_of_file;

namespace {

std::vector<json> last(audit_log& log, std::size_t limit) {
  std::promise<std::vector<json>> came;
  log.last(limit, [&](outcome<std::vector<json>> entries) {
    came.set_value(std::move(*entries));
  });
  return came.get_future().get();
}

struct audited {
  persistence::temporary_directory where;
  std::filesystem::path file = where / "audit.log";
};

} // namespace

TEST_CASE("an entry has who, when, what, from where and the outcome") {
  const command_use use{"uid:0",
                        "control socket",
                        "passwd",
                        {{"jid", "a@example.org"},
                         {"password", "secret"},
                         {"pasword", "secret"}}};
  const auto when = std::chrono::system_clock::from_time_t(1'700'000'000);

  CHECK(audit_entry(use, "done", when)
        == json{{"time", "2023-11-14T22:13:20Z"},
                {"who", "uid:0"},
                {"from", "control socket"},
                {"command", "passwd"},
                {"arguments", {{"jid", "a@example.org"}}},
                {"outcome", "done"}});
}

TEST_CASE("what people say is not noted") {
  const command_use use{"uid:0",
                        "control socket",
                        "explain",
                        {{"stanza", "<message><body>psst</body></message>"},
                         {"as", "a@example.org"}}};

  CHECK(shown_arguments(use) == json{{"as", "a@example.org"}});
}

TEST_CASE_METHOD(audited,
                 "entries are added line by line, for the owner only") {
  {
    audit_log log{file};
    log.add({{"number", 1}});
    log.add({{"text", "a\nb\xff"}});
  }
  {
    audit_log log{file};
    log.add({{"number", 3}});
  }

  CHECK(bytes_of_file(file)
        == "{\"number\":1}\n{\"text\":\"a\\nb\xef\xbf\xbd\"}\n"
           "{\"number\":3}\n");
  struct stat facts {};
  REQUIRE(stat(file.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);
}

TEST_CASE_METHOD(audited, "the last entries are read, however long the file") {
  audit_log log{file};
  CHECK(last(log, 5).empty());
  {
    audit_file written{file};
    for (int i = 0; i < 5'000; ++i)
      REQUIRE(
          written.add({{"number", i}, {"text", std::string(40, 'x')}}).empty());
  }

  const auto some = last(log, 3);
  REQUIRE(some.size() == 3);
  CHECK(some[0]["number"] == 4'997);
  CHECK(some[2]["number"] == 4'999);
  CHECK(last(log, 10'000).size() == 5'000);
  CHECK(last(log, 4'999)[0]["number"] == 1);
}

TEST_CASE_METHOD(audited, "what is no entry is left out") {
  std::ofstream{file} << "{\"number\":1}\ngarbage\n\n[1]\n{\"number\":2}\n{\"n";
  audit_log log{file};

  CHECK(last(log, 10)
        == std::vector<json>{json{{"number", 1}}, json{{"number", 2}}});
}

TEST_CASE_METHOD(audited, "a file that was moved away is left alone") {
  audit_log log{file};
  log.add({{"number", 1}});
  REQUIRE(last(log, 1).size() == 1);
  std::filesystem::rename(file, where / "audit.log.1");

  log.reopen();
  log.add({{"number", 2}});

  CHECK(last(log, 10) == std::vector<json>{json{{"number", 2}}});
  CHECK(bytes_of_file(where / "audit.log.1") == "{\"number\":1}\n");
}

TEST_CASE_METHOD(audited, "what comes too fast is dropped and counted") {
  audit_log log{file, 1};
  std::promise<void> begun, go;
  log.last(1, [&](const outcome<std::vector<json>>&) { // holds the thread up
    begun.set_value();
    go.get_future().wait();
  });
  begun.get_future().wait();

  for (int i = 0; i < 4; ++i)
    log.add({{"number", i}});
  go.set_value();
  REQUIRE(last(log, 10) == std::vector<json>{json{{"number", 0}}});
  log.add({{"number", 4}});

  CHECK(last(log, 1)[0] == json{{"number", 4}, {"dropped_before", 3}});
}

TEST_CASE("a file that cannot be written is told once, and hinders nobody") {
  lone_admin admin;
  audit_log log{admin.where / "none/audit.log"};

  log.add({{"number", 1}});
  log.add({{"number", 2}});
  CHECK(last(log, 1).empty());

  const auto text = admin.log.str();
  CHECK(text.find("audit.failed") != std::string::npos);
  CHECK(text.find("audit.failed") == text.rfind("audit.failed"));
}

TEST_CASE("the audit log has what changes something, with any outcome") {
  lone_admin admin;
  admin.ask(R"({"command": "reload"})");
  admin.ask(R"({"command": "kick", "arguments": {"jid": "a@example.net"}})");
  admin.ask(R"({"command": "users", "arguments": {"host": "none"}})");

  const auto entries
      = admin.ask(R"({"command": "audit"})")["result"]["entries"];

  REQUIRE(entries.size() == 2);
  CHECK(entries[0]["command"] == "reload");
  CHECK(entries[0]["who"] == "uid:1000");
  CHECK(entries[0]["from"] == "control socket");
  CHECK(entries[0]["outcome"] == "done");
  CHECK(entries[1]["arguments"] == json{{"jid", "a@example.net"}});
  CHECK(entries[1]["outcome"] == "not_found");
}

TEST_CASE("the audit log has who read what people say") {
  lone_admin admin;
  admin.ask(R"({"command": "reports", "arguments": {"host": "none"}})");
  admin.ask(R"({"command": "rooms export", "arguments":)"
            R"( {"room": "tea"}})");
  // It has begun, and ends at once: nothing is watched here.
  admin.ask(R"({"command": "trace", "arguments":)"
            R"( {"jid": "a@example.org", "payload": "true"}})");
  admin.ask(R"({"command": "trace", "arguments": {"jid": "a@example.org"}})");
  admin.ask(R"({"command": "rooms list"})");

  const auto entries
      = admin.ask(R"({"command": "audit"})")["result"]["entries"];

  std::vector<std::string> told;
  for (const auto& each : entries)
    told.push_back(each["command"].get<std::string>() + ": "
                   + each["outcome"].get<std::string>());
  CHECK(told
        == std::vector<std::string>{"reports: not_found", "rooms export: usage",
                                    "trace: begun", "trace: not_running"});
  CHECK(entries[2]["arguments"]
        == json{{"jid", "a@example.org"}, {"payload", "true"}});
}

TEST_CASE("what shows people's text is kept, and does not count as a change") {
  const auto kept = [](const char* command, given_arguments given = {}) {
    return is_kept({"uid:0", "control socket", command, std::move(given)});
  };
  for (const auto* name : {"reports", "rooms export"}) {
    CHECK(kept(name));
    CHECK_FALSE(find_command(name)->changes);
  }
  for (const auto* name : {"status", "trace", "recent", "explain", "fly"})
    CHECK_FALSE(kept(name));
  for (const auto* name : {"trace", "explain"})
    CHECK(kept(name, {{"payload", "true"}}));
  CHECK_FALSE(find_command("trace")->changes);
  CHECK(kept("disable"));
}

} // namespace audit_test
