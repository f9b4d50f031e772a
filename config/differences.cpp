// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include <config/differences.hpp>
#include <config/keys.hpp>

#include <fmt/format.h>

namespace troupe::config {

namespace {

using list = std::vector<difference>;

bool same(const target& x, const target& y) {
  return std::visit(
      [&]<class T>(T* value) { return *value == *std::get<T*>(y); }, x);
}

template <class T, std::size_t N>
void compare(list& all, const std::string& prefix,
             const std::array<field<T>, N>& keys, T& before, T& after) {
  for (const auto& f : keys) {
    const auto x = f.in(before);
    const auto y = f.in(after);
    if (!same(x, y))
      all.push_back({prefix + std::string{f.key}, render(x, f.rules),
                     render(y, f.rules)});
  }
}

std::string key_of(const host_section& host) {
  return fmt::format("host[\"{}\"]", host.name);
}

/// A host in one line: what it has besides its name.
std::string render_host(host_section host) {
  host_section defaults;
  std::vector<std::string> parts;
  for (const auto& f : host_keys)
    if (f.key != "name" && !same(f.in(host), f.in(defaults)))
      parts.push_back(
          fmt::format("{} = {}", f.key, render(f.in(host), f.rules)));
  return parts.empty() ? "{}" : fmt::format("{{ {} }}", fmt::join(parts, ", "));
}

std::vector<std::string> names_of(const std::vector<host_section>& hosts) {
  std::vector<std::string> names;
  std::ranges::transform(hosts, std::back_inserter(names), &host_section::name);
  return names;
}

host_section* find(std::vector<host_section>& hosts, std::string_view name) {
  const auto found = std::ranges::find(hosts, name, &host_section::name);
  return found != hosts.end() ? &*found : nullptr;
}

void compare_hosts(list& all, server_config& before, server_config& after) {
  for (auto& host : before.hosts)
    if (auto* now = find(after.hosts, host.name))
      compare(all, key_of(host) + '.', host_keys, host, *now);
    else
      all.push_back({key_of(host), render_host(host), {}});
  for (const auto& host : after.hosts)
    if (find(before.hosts, host.name) == nullptr)
      all.push_back({key_of(host), {}, render_host(host)});
  auto old_names = names_of(before.hosts);
  auto new_names = names_of(after.hosts);
  if (old_names != new_names
      && std::ranges::is_permutation(old_names, new_names))
    all.push_back({"host", render(&old_names), render(&new_names)});
}

template <class T, std::size_t N>
bool copy_field(std::string_view key, const std::array<field<T>, N>& keys,
                const T& from, T& to) {
  const auto* f = std::ranges::find(keys, key, &field<T>::key);
  if (f == keys.end())
    return false;
  std::visit([&](auto member) { to.*member = from.*member; }, f->member);
  return true;
}

} // namespace

std::vector<difference> differences(server_config before, server_config after) {
  list all;
  compare(all, "", top_keys, before, after);
  compare_hosts(all, before, after);
  for_each_section([&](std::string_view name, const auto& keys, auto member) {
    compare(all, std::string{name} + '.', keys, before.*member, after.*member);
  });
  return all;
}

std::vector<std::string> difference_keys() {
  std::vector<std::string> all;
  auto add = [&all](const std::string& prefix, const auto& keys) {
    for (const auto& f : keys)
      all.push_back(prefix + std::string{f.key});
  };
  add("", top_keys);
  all.insert(all.end(), {"host", "host[]"});
  add("host[].", host_keys);
  std::erase(all, "host[].name"); // another name is another host
  for_each_section([&](std::string_view name, const auto& keys, auto) {
    add(std::string{name} + '.', keys);
  });
  return all;
}

std::string kind_of_key(std::string_view key) {
  const auto from = key.find('[');
  const auto to = key.find(']');
  if (from == std::string_view::npos || to == std::string_view::npos)
    return std::string{key};
  return fmt::format("{}[]{}", key.substr(0, from), key.substr(to + 1));
}

void copy_key(std::string_view key, const server_config& from,
              server_config& to) {
  if (copy_field(key, top_keys, from, to))
    return;
  for_each_section([&](std::string_view name, const auto& keys, auto member) {
    if (key.size() > name.size() && key.starts_with(name)
        && key[name.size()] == '.')
      copy_field(key.substr(name.size() + 1), keys, from.*member, to.*member);
  });
}

} // namespace troupe::config
