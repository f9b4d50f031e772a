// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <catch2/catch.hpp>

#include "actors/admin/findings.hpp"
#include "net/self_signed.hpp"
#include "tests/admin/fake_server.hpp"
#include "tests/persistence/temporary_directory.hpp"

namespace findings_test {

using namespace troupe;
using namespace troupe::admin;
using namespace troupe::admin::test;
using persistence::temporary_directory;
using persistence::write_file;

namespace {

constexpr auto sample = R"(data_dir = "data"

[[host]]
name = "example.org"
certificate = "a.crt"
key = "a.key"

[[host]]
name = "example.net"
certificate = "b.crt"
key = "b.key"

[c2s]
listen = [
  "127.0.0.1:15222",
  "127.0.0.1:15223",
]
)";

/// A configuration whose files are all there.
struct sound {
  sound() {
    write_file(where / "t.toml", sample);
    REQUIRE(
        net::make_self_signed("example.org", where / "a.crt", where / "a.key"));
    REQUIRE(
        net::make_self_signed("example.net", where / "b.crt", where / "b.key"));
    auto loaded = config::load(where / "t.toml");
    REQUIRE(loaded);
    config = *loaded;
  }

  temporary_directory where;
  config::server_config config;
};

} // namespace

TEST_CASE("a sound configuration has no faults") {
  sound s;

  CHECK(look_over(s.config).faults.empty());
  CHECK_FALSE(std::filesystem::exists(s.config.data_dir));
}

TEST_CASE("a fault of a certificate names file, line and key") {
  sound s;
  SECTION("the key is missing") {
    std::filesystem::remove(s.where / "b.key");
    auto faults = look_over(s.config).faults;
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].line == 11);
    CHECK(faults[0].key == "host.key");
    CHECK(faults[0].file == (s.where / "t.toml").string());
    CHECK_THAT(faults[0].message, Catch::Contains("b.key: no such file"));
  }
  SECTION("the key is another's") {
    std::filesystem::copy_file(
        s.where / "b.key", s.where / "a.key",
        std::filesystem::copy_options::overwrite_existing);
    auto faults = look_over(s.config).faults;
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].line == 6);
    CHECK(faults[0].key == "host.key");
    CHECK_THAT(faults[0].message, Catch::Contains("does not match"));
  }
  SECTION("both certificates are garbage") {
    write_file(s.where / "a.crt", "x");
    write_file(s.where / "b.crt", "y");
    auto faults = look_over(s.config).faults;
    REQUIRE(faults.size() == 2);
    CHECK(faults[0].line == 5);
    CHECK(faults[1].line == 10);
    CHECK(faults[1].key == "host.certificate");
  }
}

TEST_CASE("a data directory that is a file is a fault") {
  sound s;
  write_file(s.where / "data", "");

  auto faults = look_over(s.config).faults;

  REQUIRE(faults.size() == 1);
  CHECK(faults[0].line == 1);
  CHECK(faults[0].key == "data_dir");
  CHECK_THAT(faults[0].message, Catch::Contains("is not a directory"));
}

TEST_CASE("an address that cannot be bound is found in the file") {
  sound s;

  CHECK(place_error(s.config, "127.0.0.1:15223: address already in use")
        == (s.where / "t.toml").string()
               + ":16: c2s.listen: 127.0.0.1:15223: address already in use");
  CHECK(place_error(s.config, "127.0.0.1:5223: address already in use")
        == (s.where / "t.toml").string()
               + ": c2s.direct_tls: 127.0.0.1:5223: address already in use; "
                 "set c2s.direct_tls to other addresses");
  CHECK(place_error(s.config, "no space left") == "no space left");
}

TEST_CASE("a check reads the file anew and reports every fault") {
  sound s;
  fake_server server;
  server.config = s.config;
  auto answer = server.run("check");
  REQUIRE(answer);
  CHECK((*answer)["store"] == "fine");

  write_file(s.where / "t.toml", "colour = 1\nsize = 2\n[[host]]\nname='a'\n");
  answer = server.run("check");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == failure_code::configuration);
  CHECK_THAT(answer.error().message, Catch::Contains("t.toml:1: colour")
                                         && Catch::Contains("\n")
                                         && Catch::Contains("t.toml:2: size"));
}

TEST_CASE("a certificate is made once and never over another") {
  sound s;
  fake_server server;
  server.config = s.config;
  std::filesystem::remove(s.where / "a.crt");
  const auto before = persistence::bytes_of_file(s.where / "a.key");

  CHECK(server.run("cert", {{"host", "example.org"}}).error().code
        == failure_code::conflict);
  CHECK(persistence::bytes_of_file(s.where / "a.key") == before);
  CHECK(server.run("cert", {{"host", "example.com"}}).error().code
        == failure_code::not_found);

  std::filesystem::remove(s.where / "a.key");
  CHECK(server.run("cert", {{"host", "example.org"}}));
  CHECK(look_over(s.config).faults.empty());
}

} // namespace findings_test
