// SPDX-License-Identifier: Apache-2.0
#include <config/keys.hpp>
#include <config/server_config.hpp>

#include <catch2/catch.hpp>

using namespace troupe::config;

namespace {

const std::filesystem::path sample = TROUPE_SOURCE_DIR "/config/troupe.toml";

template <class Keys, class Section>
void require_defaults(const toml::table& table, const Keys& keys,
                      Section& loaded) {
  Section defaults;
  REQUIRE(!keys.empty());
  for (const auto& key : keys) {
    INFO(key.key);
    CHECK(table.contains(key.key));
    CHECK(render(key.in(loaded), key.rules)
          == render(key.in(defaults), key.rules));
  }
}

} // namespace

TEST_CASE("the sample configuration is accepted") {
  auto loaded = load(sample);

  for (const auto& error : loaded ? config_errors{} : loaded.error())
    UNSCOPED_INFO(to_string(error));
  REQUIRE(loaded.has_value());
  CHECK(loaded->hosts.size() == 1);
  CHECK(loaded->hosts[0].name == "localhost");
}

TEST_CASE("the sample documents every key with its default") {
  auto document = toml::parse_file(sample.string());
  auto loaded = *load(sample);

  loaded.data_dir = loaded.data_dir.lexically_relative(sample.parent_path());
  require_defaults(document, top_keys, loaded);
  for_each_section(loaded, [&](auto name, const auto& keys, auto& section) {
    INFO(name);
    REQUIRE(document[name].is_table());
    require_defaults(*document[name].as_table(), keys, section);
  });
}

TEST_CASE("the sample documents every key of a host") {
  auto document = toml::parse_file(sample.string());
  const auto& host = *document["host"][0].as_table();

  for (const auto& key : host_keys) {
    INFO(key.key);
    CHECK(host.contains(key.key));
  }
}

TEST_CASE("every field of the limits has its key") {
  // Each field is one word wide: a new one that has no key changes the size.
  CHECK(sizeof(limits_section) == limits_keys.size() * sizeof(std::size_t));
}
