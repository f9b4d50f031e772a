// SPDX-License-Identifier: Apache-2.0
#include <config/server_config.hpp>

#include <catch2/catch.hpp>

#include "text_file.hpp"

using namespace troupe::config;
using namespace std::chrono_literals;

namespace {

constexpr auto one_host = R"(
[[host]]
name = "example.org"
certificate = "a.crt"
key = "a.key"
)";

server_config loaded(std::string_view text) {
  auto result = load(text_file{text}.path());
  for (const auto& error : result ? config_errors{} : result.error())
    UNSCOPED_INFO(to_string(error));
  REQUIRE(result.has_value());
  return *result;
}

} // namespace

TEST_CASE("a file with only a host has the defaults elsewhere") {
  auto config = loaded(one_host);

  CHECK(config.log_level == "info");
  CHECK(config.workers == 0);
  CHECK(config.c2s.listen == std::vector<std::string>{"127.0.0.1:5222"});
  CHECK(config.c2s.require_encryption);
  CHECK(config.limits.login_timeout == 30s);
  CHECK_FALSE(config.registration.enabled);
  CHECK(config.storage.driver == "sqlite");
}

TEST_CASE("relative paths are relative to the configuration file") {
  text_file file{one_host};

  auto config = *load(file.path());

  auto base = file.path().parent_path();
  CHECK(config.data_dir == base / "data");
  CHECK(config.hosts[0].certificate == base / "a.crt");
  CHECK(config.hosts[0].key == base / "a.key");
}

TEST_CASE("absolute paths stay") {
  auto config = loaded(std::string{"data_dir = \"/var/lib/x\""} + one_host);

  CHECK(config.data_dir == "/var/lib/x");
}

TEST_CASE("all keys of all types are read") {
  auto config = loaded(R"(
log_level = "debug"
workers = 3
[[host]]
name = "EXAMPLE.org"
certificate = "/c"
key = "/k"
admins = ["Alice@example.org", "bob@example.org"]
contacts = { abuse = ["mailto:a@example.org", "xmpp:a@example.org"] }
[c2s]
listen = ["[::1]:5222", "*:5299"]
direct_tls = []
on_conflict = "rename"
[http]
websocket_url = "wss://example.org/ws"
bosh_url = "https://example.org/bosh"
[registration]
enabled = true
[storage]
driver = "memory"
[limits]
login_timeout = 0
stanza_bytes = 10_000
)");

  CHECK(config.log_level == "debug");
  CHECK(config.workers == 3);
  CHECK(config.hosts[0].name == "example.org");
  CHECK(config.hosts[0].admins
        == std::vector<std::string>{"alice@example.org", "bob@example.org"});
  REQUIRE(config.hosts[0].contacts.size() == 1);
  CHECK(config.hosts[0].contacts[0].first == "abuse");
  CHECK(config.hosts[0].contacts[0].second.size() == 2);
  CHECK(config.c2s.listen == std::vector<std::string>{"[::1]:5222", "*:5299"});
  CHECK(config.c2s.direct_tls.empty());
  CHECK(config.c2s.on_conflict == conflict_policy::rename);
  CHECK(config.http.websocket_url == "wss://example.org/ws");
  CHECK(config.http.bosh_url == "https://example.org/bosh");
  CHECK(config.registration.enabled);
  CHECK(config.storage.driver == "memory");
  CHECK(config.limits.login_timeout == 0s);
  CHECK(config.limits.stanza_bytes == 10'000);
}

TEST_CASE("several hosts keep their order") {
  auto config = loaded(std::string{one_host}
                       + "[[host]]\nname = \"b.example\"\n"
                         "certificate = \"b\"\nkey = \"b\"\n");

  REQUIRE(config.hosts.size() == 2);
  CHECK(config.hosts[0].name == "example.org");
  CHECK(config.hosts[1].name == "b.example");
}

TEST_CASE("without encryption on loopback a host needs no certificate") {
  auto config = loaded("[[host]]\nname = \"localhost\"\n"
                       "[c2s]\nrequire_encryption = false\n"
                       "listen = [\"127.0.0.9:0\", \"[::1]:0\"]\n");

  CHECK_FALSE(config.c2s.require_encryption);
  CHECK(config.hosts[0].certificate.empty());
}

TEST_CASE("two listeners may both let the kernel choose their port") {
  auto config = loaded(std::string{one_host}
                       + "[c2s]\nlisten = [\"127.0.0.1:0\"]\n"
                         "direct_tls = [\"127.0.0.1:0\"]\n");

  CHECK(config.c2s.direct_tls == config.c2s.listen);
}

TEST_CASE("origins are as browsers write them, the page's place is a path") {
  auto config = loaded(std::string{one_host} + R"([web]
enabled = false
origins = ["https://Inspect.example.org:443/", "https://b.example:8443"]
metrics = "token"
assets = "page"
)");

  CHECK_FALSE(config.web.enabled);
  CHECK(config.web.origins
        == std::vector<std::string>{"https://inspect.example.org",
                                    "https://b.example:8443"});
  CHECK(config.web.metrics == "token");
  CHECK(config.web.assets == config.file.parent_path() / "page");
}
