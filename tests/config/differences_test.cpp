// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <config/differences.hpp>
#include <config/keys.hpp>

#include <catch2/catch.hpp>

using namespace troupe::config;
using namespace std::chrono_literals;

namespace {

/// Becomes whatever a member is.
struct anything {
  template <class T>
  operator T() const;
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires {
    T{(void(I), anything{})...};
  };
}

/// How many members an aggregate has.
template <class T, std::size_t N = 1>
constexpr std::size_t members_of() {
  if constexpr (takes<T>(std::make_index_sequence<N>{})
                && !takes<T>(std::make_index_sequence<N + 1>{}))
    return N;
  else
    return members_of<T, N + 1>();
}

struct of_three {
  std::string a;
  std::vector<std::string> b = {"x"};
  int c = 1;
};
static_assert(members_of<of_three>() == 3);

/// Another value, that no default is.
struct changer {
  void operator()(bool* x) const { *x = !*x; }
  void operator()(std::size_t* x) const { *x += 1; }
  void operator()(std::chrono::seconds* x) const { *x += 1s; }
  void operator()(std::string* x) const { *x += "x"; }
  void operator()(std::filesystem::path* x) const { *x += "x"; }
  void operator()(std::vector<std::string>* x) const { x->push_back("x"); }
  void operator()(conflict_policy* x) const { *x = conflict_policy::refuse; }
  void operator()(contact_list* x) const { x->push_back({"abuse", {"a:b"}}); }
};

server_config with_hosts(std::vector<std::string> names) {
  server_config config;
  for (auto& name : names)
    config.hosts.emplace_back().name = std::move(name);
  return config;
}

const server_config nothing_special = with_hosts({"a.example"});

} // namespace

TEST_CASE("every member of every section has its key") {
  // A member that is read from no key could change without being told.
  std::size_t sections = 0;
  server_config config;
  for_each_section(config, [&](auto name, const auto& keys, auto& section) {
    INFO(name);
    ++sections;
    CHECK(members_of<std::remove_reference_t<decltype(section)>>()
          == keys.size());
  });

  CHECK(members_of<host_section>() == host_keys.size());
  // Besides: the file's name, and the hosts.
  CHECK(members_of<server_config>() == top_keys.size() + 2 + sections);
}

TEST_CASE("a configuration does not differ from itself") {
  CHECK(differences(nothing_special, nothing_special).empty());
}

TEST_CASE("each key that is changed is told, and no other") {
  auto expect = [](const server_config& changed, const std::string& key) {
    INFO(key);
    auto found = differences(nothing_special, changed);
    REQUIRE(found.size() == 1);
    CHECK(found[0].key == key);
    CHECK(found[0].before != found[0].after);
    CHECK(std::ranges::count(difference_keys(), kind_of_key(key)) == 1);
  };

  for (const auto& f : top_keys) {
    auto changed = nothing_special;
    std::visit(changer{}, f.in(changed));
    expect(changed, std::string{f.key});
  }
  for (const auto& f : host_keys) {
    auto changed = nothing_special;
    std::visit(changer{}, f.in(changed.hosts[0]));
    if (f.key != "name")
      expect(changed, "host[\"a.example\"]." + std::string{f.key});
  }
  for_each_section([&](std::string_view name, const auto& keys, auto member) {
    for (const auto& f : keys) {
      auto changed = nothing_special;
      std::visit(changer{}, f.in(changed.*member));
      expect(changed, std::string{name} + '.' + std::string{f.key});
    }
  });
}

TEST_CASE("values are told as TOML has them") {
  auto changed = nothing_special;
  changed.limits.login_timeout = 5s;
  changed.c2s.listen = {"*:5222"};
  changed.c2s.on_conflict = conflict_policy::rename;

  CHECK(differences(nothing_special, changed)
        == std::vector<difference>{
            {"c2s.listen", "[\"127.0.0.1:5222\"]", "[\"*:5222\"]"},
            {"c2s.on_conflict", "\"replace\"", "\"rename\""},
            {"limits.login_timeout", "30", "5"}});
}

TEST_CASE("hosts are told by their names") {
  auto two = with_hosts({"b.example", "a.example"});
  two.hosts[0].certificate = "/b.crt";
  two.hosts[0].admins = {"x@b.example"};

  CHECK(differences(nothing_special, two)
        == std::vector<difference>{
            {"host[\"b.example\"]", "",
             "{ certificate = \"/b.crt\", admins = [\"x@b.example\"] }"}});
  CHECK(differences(nothing_special, with_hosts({"c.example"}))
        == std::vector<difference>{{"host[\"a.example\"]", "{}", ""},
                                   {"host[\"c.example\"]", "", "{}"}});
  CHECK(
      differences(with_hosts({"a", "b"}), with_hosts({"b", "a"}))
      == std::vector<difference>{{"host", "[\"a\", \"b\"]", "[\"b\", \"a\"]"}});
}

TEST_CASE("a key is copied from one configuration to another") {
  for (const auto& key : difference_keys()) {
    if (key.starts_with("host"))
      continue;
    INFO(key);
    server_config changed;
    for (const auto& f : top_keys)
      std::visit(changer{}, f.in(changed));
    for_each_section(changed, [](auto, const auto& keys, auto& section) {
      for (const auto& f : keys)
        std::visit(changer{}, f.in(section));
    });
    server_config copy;

    copy_key(key, changed, copy);

    auto found = differences({}, copy);
    REQUIRE(found.size() == 1);
    CHECK(found[0].key == key);
  }
}
