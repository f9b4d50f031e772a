// SPDX-License-Identifier: Apache-2.0
#include <config/server_config.hpp>

#include <catch2/catch.hpp>

#include "text_file.hpp"

using namespace troupe::config;

namespace {

/// The faults of a file, one per line, without its name.
std::string faults_of(std::string_view text) {
  text_file file{text};
  auto result = load(file.path());
  std::string all;
  for (auto& error : result ? config_errors{} : result.error()) {
    CHECK(error.file == file.path().string());
    error.file = "t";
    all += to_string(error) + "\n";
  }
  return all;
}

/// A right host from line 2 to 5, then `text` from line 6.
std::string after_host(std::string_view text) {
  return std::string{"\n[[host]]\nname = \"a.example\"\n"
                     "certificate = \"a\"\nkey = \"a\"\n"}
         + std::string{text};
}

struct row {
  const char* text;
  const char* fault;
};

} // namespace

TEST_CASE("an unknown key is answered with what was meant") {
  auto x = GENERATE(values<row>({
      {"[c2s]\nlisten_to = []",
       "t:7: c2s.listen_to: unknown key; did you mean \"listen\"?\n"},
      {"[c2s]\nqqqqqq = 1",
       "t:7: c2s.qqqqqq: unknown key; known keys: listen, direct_tls, "
       "require_encryption, on_conflict\n"},
      {"[limits]\nlogin_timout = 1", "t:7: limits.login_timout: unknown key; "
                                     "did you mean \"login_timeout\"?\n"},
      {"[limits]\nzzzzzzzzzz = 1",
       "t:7: limits.zzzzzzzzzz: unknown key; "
       "the sample configuration lists the known keys\n"},
      {"[limit]\nx = 1", "t:6: limit: unknown section; "
                         "did you mean \"limits\"?\n"},
      {"[c2s]\nlogin_timeout = 1",
       "t:7: c2s.login_timeout: unknown key; it belongs to [limits]\n"},
      {"[c2s]\nlog_level = \"info\"",
       "t:7: c2s.log_level: unknown key; it belongs to the top of the file, "
       "before the first section\n"},
      {"[storage]\nadmins = []",
       "t:7: storage.admins: unknown key; it belongs to [[host]]\n"},
      {"nmae = 1", "t:6: host.nmae: unknown key; did you mean \"name\"?\n"},
  }));

  CHECK(faults_of(after_host(x.text)) == x.fault);
}

TEST_CASE("a wrong type is answered with the right one") {
  auto x = GENERATE(values<row>({
      {"[registration]\nenabled = \"yes\"",
       "t:7: registration.enabled: must be true or false, "
       "e.g. enabled = false\n"},
      {"[limits]\nlockout = \"5m\"",
       "t:7: limits.lockout: must be whole seconds, e.g. lockout = 300\n"},
      {"[limits]\nattributes = 6.5", "t:7: limits.attributes: must be a whole "
                                     "number, e.g. attributes = 64\n"},
      {"[c2s]\nlisten = \"127.0.0.1:5222\"",
       "t:7: c2s.listen: must be a list of texts in brackets, "
       "e.g. listen = [\"127.0.0.1:5222\"]\n"},
      {"[c2s]\nlisten = [\n 5222]",
       "t:8: c2s.listen: must be a list of texts in quotes, "
       "e.g. listen = [\"127.0.0.1:5222\"]\n"},
      {"[storage]\ndriver = 1",
       "t:7: storage.driver: must be a text in quotes, "
       "e.g. driver = \"sqlite\"\n"},
      {"contacts = []", "t:6: host.contacts: must be a table of lists, e.g. "
                        "contacts = { abuse = "
                        "[\"mailto:abuse@example.org\"] }\n"},
      {"admins = true",
       "t:6: host.admins: must be a list of texts in brackets, "
       "e.g. admins = [\"alice@example.org\"]\n"},
      {"[[c2s]]\n", "t:6: c2s: must be a section, written [c2s]\n"},
  }));

  CHECK(faults_of(after_host(x.text)) == x.fault);
}

TEST_CASE("a value outside what is allowed is refused") {
  auto x = GENERATE(values<row>({
      {"[limits]\nlockout = -1", "t:7: limits.lockout: must be from 0 to "
                                 "31536000, e.g. lockout = 300\n"},
      {"[limits]\nlockout = 9_223_372_036_854_775_807",
       "t:7: limits.lockout: must be from 0 to 31536000, e.g. lockout = 300\n"},
      {"[limits]\nconnections = 9_223_372_036_854_775_807",
       "t:7: limits.connections: must be from 0 to 1099511627776, "
       "e.g. connections = 100000\n"},
      {"[limits]\nstanza_bytes = 9999",
       "t:7: limits.stanza_bytes: must be 0 or at least 10000, "
       "e.g. stanza_bytes = 262144\n"},
      {"[storage]\ndriver = \"mysql\"",
       "t:7: storage.driver: \"mysql\" is unknown; "
       "it must be one of \"sqlite\", \"memory\"\n"},
      {"[c2s]\non_conflict = \"\"",
       "t:7: c2s.on_conflict: \"\" is unknown; "
       "it must be one of \"replace\", \"rename\", \"refuse\"\n"},
      {"admins = [\"a.example\"]",
       "t:6: host.admins: \"a.example\" is no account's bare JID, "
       "e.g. \"alice@example.org\"\n"},
      {"contacts = { abuse = [\"a@b\"] }",
       "t:6: host.contacts: \"a@b\" is no URI, "
       "e.g. \"mailto:abuse@example.org\" or \"xmpp:abuse@example.org\"\n"},
      {"contacts = { boss = [\"a:b\"] }",
       "t:6: host.contacts: unknown kind of contact \"boss\"; it must be one "
       "of "
       "\"abuse\", \"admin\", \"feedback\", \"sales\", \"security\", "
       "\"status\", \"support\"\n"},
      {"[http]\nwebsocket_url = \"https://a\"",
       "t:7: http.websocket_url: \"https://a\" must start with "
       "wss:// or ws://\n"},
      {"[http]\nbosh_url = \"https:// a\"",
       "t:7: http.bosh_url: must not contain spaces\n"},
  }));

  CHECK(faults_of(after_host(x.text)) == x.fault);
}

TEST_CASE("what stands at the top of the file is checked") {
  auto x = GENERATE(values<row>({
      {"log_level = \"loud\"",
       "t:1: log_level: \"loud\" is unknown; it must be one of \"trace\", "
       "\"debug\", \"info\", \"warning\", \"error\", \"critical\"\n"},
      {"data_dir = \"\"", "t:1: data_dir: must not be empty, "
                          "e.g. \"/var/lib/troupe\"\n"},
      {"workers = 1025", "t:1: workers: must be from 0 to 1024, "
                         "e.g. workers = 0\n"},
      {"datadir = \"x\"", "t:1: datadir: unknown key; "
                          "did you mean \"data_dir\"?\n"},
      {"c2s = 1", "t:1: c2s: must be a section, written [c2s]\n"},
  }));

  CHECK(faults_of(x.text + after_host("")) == x.fault);
}

TEST_CASE("a host that cannot be served is refused") {
  auto x = GENERATE(values<row>({
      {"", "t: host: at least one host is needed: "
           "[[host]] and name = \"example.org\"\n"},
      {"[host]\nname = \"a\"",
       "t:1: host: must be sections in double brackets: "
       "[[host]] and name = \"example.org\"\n"},
      {"[[host]]\ncertificate = \"c\"\nkey = \"k\"",
       "t:1: host.name: is missing, e.g. name = \"example.org\"\n"},
      {"[[host]]\nname = \"b@a\"\ncertificate = \"c\"\nkey = \"k\"",
       "t:2: host.name: \"b@a\" is no domain; did you mean \"a\"?\n"},
      {"[[host]]\nname = \"a\"\ncertificate = \"c\"",
       "t:3: host.certificate: has no key; add key = \"FILE\" (PEM), "
       "the private key of this certificate\n"},
      {"[[host]]\nname = \"a\"\nkey = \"k\"",
       "t:3: host.key: has no certificate; add certificate = \"FILE\" (PEM), "
       "the chain that belongs to this key\n"},
      {"[[host]]\nname = \"a\"",
       "t:1: host.certificate: is missing, and with c2s.require_encryption = "
       "true nobody could log in; add certificate = \"FILE\" and key = "
       "\"FILE\" "
       "(a self-signed pair: troupectl cert)\n"},
      {"[[host]]\nname = \"a\"\ncertificate = \"c\"\nkey = \"k\"\n"
       "[[host]]\nname = \"A\"\ncertificate = \"c\"\nkey = \"k\"\n",
       "t:6: host.name: \"a\" is already the host of line 2; "
       "a domain has one [[host]]\n"},
  }));

  CHECK(faults_of(x.text) == x.fault);
}

TEST_CASE("an empty domain is refused") {
  CHECK_THAT(faults_of("[[host]]\nname = \"\"\n"
                       "certificate = \"c\"\nkey = \"k\""),
             Catch::StartsWith("t:2: host.name: \"\" is no domain ("));
}

TEST_CASE("an address that nothing can listen on is refused") {
  auto address = GENERATE(values<std::string>(
      {"", "5222", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
       "127.0.0.1:5222x", "localhost:5222", "::1:5222", "[::1]5222", "[]:5222",
       "[127.0.0.1]:5222", "1.2.3:5222", ":5222", "[fe80::1%eth0]:5222"}));

  CHECK(faults_of(after_host("[c2s]\nlisten = [\"" + address + "\"]"))
        == "t:7: c2s.listen: \"" + address
               + "\" is no address with a port from 0 to 65535, e.g. "
                 "\"127.0.0.1:5222\", \"[::1]:5222\" or \"*:5222\"\n");
}

TEST_CASE("an address is listened on once") {
  CHECK(faults_of(after_host("[c2s]\nlisten = [\"127.0.0.1:5223\"]\n"))
        == "t:6: c2s.direct_tls: \"127.0.0.1:5223\" is already in c2s.listen; "
           "give each its own port\n");
}

TEST_CASE("login without encryption is for loopback only") {
  auto x = GENERATE(values<row>({
      {"[c2s]\nrequire_encryption = false\nlisten = [\"*:5222\"]",
       "c2s.listen has \"*:5222\""},
      {"[c2s]\nrequire_encryption = false\nlisten = [\"[::]:5222\"]",
       "c2s.listen has \"[::]:5222\""},
      {"[c2s]\nrequire_encryption = false\ndirect_tls = [\"0.0.0.0:5223\"]",
       "c2s.direct_tls has \"0.0.0.0:5223\""},
      {"[c2s]\nrequire_encryption = false\n[http]\nlisten = [\"10.0.0.1:80\"]",
       "http.listen has \"10.0.0.1:80\""},
  }));

  CHECK(faults_of(after_host(x.text))
        == std::string{"t:7: c2s.require_encryption: false is allowed only if "
                       "every listener is loopback, and "}
               + x.fault
               + "; set it to true, or listen on 127.0.0.1 or [::1]\n");
}

TEST_CASE("the page is served to this machine only, and to named origins") {
  auto x = GENERATE(values<row>({
      {"[web]\nlisten = [\"*:80\"]",
       "t:7: web.listen: \"*:80\" is not loopback, and passwords would cross "
       "the network in the clear; listen on \"127.0.0.1:80\" or \"[::1]:80\", "
       "put a proxy with TLS in front of it and list the proxy's origin: "
       "origins = [\"https://inspect.example.org\"]\n"},
      {"[web]\nlisten = [\"127.0.0.1:5222\"]",
       "t:7: web.listen: \"127.0.0.1:5222\" is already in c2s.listen; give "
       "each "
       "its own port\n"},
      {"[web]\norigins = [\"http://a.example\"]",
       "t:7: web.origins: \"http://a.example\" is no origin: https:// and a "
       "host, maybe a port, and nothing behind it, e.g. "
       "\"https://inspect.example.org\"\n"},
      {"[web]\norigins = [\"https://a.example/page\"]",
       "t:7: web.origins: \"https://a.example/page\" is no origin: https:// "
       "and "
       "a host, maybe a port, and nothing behind it, e.g. "
       "\"https://inspect.example.org\"\n"},
      {"[web]\nmetrics = \"all\"",
       "t:7: web.metrics: \"all\" is unknown; it must be one of \"loopback\", "
       "\"token\", \"off\"\n"},
      {"[web]\nsession_minutes = 721",
       "t:7: web.session_minutes: must be from 0 to 720, "
       "e.g. session_minutes = 60\n"},
  }));

  CHECK(faults_of(after_host(x.text)) == x.fault);
}

TEST_CASE("all faults of a file are reported, sorted by line") {
  CHECK(faults_of("workers = -1\n[storage]\ndriver = 1\n[zzzzzz]\n"
                  "[[host]]\nname = \"a\"\ncertificate = \"c\"\n"
                  "[c2s]\non_conflict = true\n")
        == "t:1: workers: must be from 0 to 1024, e.g. workers = 0\n"
           "t:3: storage.driver: must be a text in quotes, "
           "e.g. driver = \"sqlite\"\n"
           "t:4: zzzzzz: unknown section; known here: data_dir, log_level, "
           "workers, host, c2s, http, web, registration, storage, archive, "
           "rooms, tracing, limits\n"
           "t:7: host.certificate: has no key; add key = \"FILE\" (PEM), "
           "the private key of this certificate\n"
           "t:9: c2s.on_conflict: must be a text in quotes, "
           "e.g. on_conflict = \"replace\"\n");
}

TEST_CASE("a file that is not TOML is refused with its line") {
  auto text = GENERATE(values<std::string>(
      {"workers = 1\nworkers = 2", "\n= 1", "\nworkers = 1 2",
       "\nworkers = 99999999999999999999", "\nlog_level = \"\xff\""}));

  CHECK_THAT(faults_of(text), Catch::StartsWith("t:2: "));
}

TEST_CASE("a file that cannot be read is refused") {
  auto directory = std::filesystem::temp_directory_path();
  auto path = GENERATE_COPY(values<std::filesystem::path>(
      {directory / "troupe-no-such-file.toml", directory}));

  auto result = load(path);

  REQUIRE(result.has_error());
  CHECK(to_string(result.error().at(0))
        == path.string()
               + ": cannot be read; give the path of the configuration file, "
                 "e.g. -c troupe.toml");
}
