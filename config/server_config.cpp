// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include <config/keys.hpp>
#include <config/section.hpp>
#include <config/server_config.hpp>

#include <fmt/format.h>

namespace troupe::config {

namespace {

template <class T, std::size_t N>
std::vector<std::string_view> names_of(const std::array<field<T>, N>& keys) {
  std::vector<std::string_view> names;
  for (const auto& k : keys)
    names.push_back(k.key);
  return names;
}

/// Every key of the file, dotted.
std::vector<std::string> dotted_keys() {
  std::vector<std::string> all;
  auto add = [&](std::string_view name, const auto& keys) {
    for (auto key : names_of(keys))
      all.push_back(fmt::format("{}{}{}", name, name.empty() ? "" : ".", key));
  };
  server_config unused;
  add("", top_keys);
  for_each_section(
      unused, [&](auto name, const auto& keys, auto&) { add(name, keys); });
  add("[host]", host_keys);
  return all;
}

/// Reads the parsed document into a configuration.
class loader {
public:
  loader(const std::filesystem::path& file, const toml::table& document)
      : document_(document),
        faults_(file.string()),
        top_("", &document, faults_) {
    config_.file = file;
  }

  boost::system::result<server_config, config_errors> run() {
    read_top();
    read_sections();
    read_hosts();
    check_encryption();
    check_listeners();
    check_rooms();
    resolve_paths();
    if (!faults_.empty())
      return faults_.take();
    return std::move(config_);
  }

private:
  void read_top();
  void read_sections();
  void read_hosts();
  void read_host(const toml::table& table);
  void check_key_pair(const section& from, const host_section& host);
  void check_encryption();
  void check_listeners();
  void check_rooms();
  void check_listeners(std::string_view name, std::string_view key,
                       const std::vector<std::string>& addresses);
  void resolve_paths();
  section section_named(std::string_view name);

  const toml::table& document_;
  fault_list faults_;
  section top_;
  server_config config_;
  std::vector<std::string> all_keys_ = dotted_keys();
  std::map<std::string, std::size_t> host_lines_;
  std::map<std::string, std::string> listeners_; // address → its dotted key
};

void loader::read_top() {
  top_.read(top_keys, config_);
  auto known = names_of(top_keys);
  known.push_back("host");
  for_each_section(config_,
                   [&](auto name, auto&, auto&) { known.push_back(name); });
  top_.refuse_unknown(known, all_keys_);
}

section loader::section_named(std::string_view name) {
  return {std::string{name}, document_[name].as_table(), faults_};
}

void loader::read_sections() {
  for_each_section(config_, [&](std::string_view name, auto& keys, auto& into) {
    if (document_.contains(name) && !document_[name].is_table())
      return top_.fault(name,
                        fmt::format("must be a section, written [{}]", name));
    auto from = section_named(name);
    from.read(keys, into);
    from.refuse_unknown(names_of(keys), all_keys_);
  });
}

void loader::read_hosts() {
  const auto* hosts = document_.get("host");
  if (!hosts)
    return top_.fault_at(0, "host",
                         "at least one host is needed: "
                         "[[host]] and name = \"example.org\"");
  const auto* array = hosts->as_array();
  if (!array || array->empty() || !array->is_homogeneous<toml::table>())
    return top_.fault("host", "must be sections in double brackets: "
                              "[[host]] and name = \"example.org\"");
  for (const auto& element : *array)
    read_host(*element.as_table());
}

void loader::read_host(const toml::table& table) {
  section from{"host", &table, faults_};
  host_section host;
  from.read(host_keys, host);
  from.refuse_unknown(names_of(host_keys), all_keys_);
  if (!from.has("name"))
    from.fault("name", "is missing, e.g. name = \"example.org\"");
  check_key_pair(from, host);
  if (!host.name.empty()) {
    auto [first, fresh] = host_lines_.emplace(host.name, from.line("name"));
    if (!fresh)
      from.fault("name", fmt::format("\"{}\" is already the host of line {}; "
                                     "a domain has one [[host]]",
                                     host.name, first->second));
  }
  config_.hosts.push_back(std::move(host));
}

void loader::check_key_pair(const section& from, const host_section& host) {
  auto cert = !host.certificate.empty();
  auto key = !host.key.empty();
  if (cert && !key)
    from.fault("certificate", "has no key; add key = \"FILE\" (PEM), the "
                              "private key of this certificate");
  else if (key && !cert)
    from.fault("key", "has no certificate; add certificate = \"FILE\" (PEM), "
                      "the chain that belongs to this key");
  else if (!cert && config_.c2s.require_encryption)
    from.fault("certificate",
               "is missing, and with c2s.require_encryption = true nobody "
               "could log in; add certificate = \"FILE\" and key = \"FILE\" "
               "(a self-signed pair: troupectl cert)");
}

void loader::check_encryption() {
  if (config_.c2s.require_encryption)
    return;
  auto check = [&](std::string_view key, const auto& addresses) {
    for (const auto& address : addresses)
      if (auto parsed = parse_listen_address(address);
          parsed && !parsed->loopback)
        section_named("c2s").fault(
            "require_encryption",
            fmt::format("false is allowed only if every listener is loopback, "
                        "and {} has \"{}\"; set it to true, or listen on "
                        "127.0.0.1 or [::1]",
                        key, address));
  };
  check("c2s.listen", config_.c2s.listen);
  check("c2s.direct_tls", config_.c2s.direct_tls);
  check("http.listen", config_.http.listen);
}

void loader::check_listeners() {
  check_listeners("c2s", "listen", config_.c2s.listen);
  check_listeners("c2s", "direct_tls", config_.c2s.direct_tls);
  check_listeners("http", "listen", config_.http.listen);
  if (config_.web.enabled)
    check_listeners("web", "listen", config_.web.listen);
}

void loader::check_listeners(std::string_view name, std::string_view key,
                             const std::vector<std::string>& addresses) {
  for (const auto& address : addresses) {
    if (parse_listen_address(address).value_or(listen_address{}).port == 0)
      continue;
    auto dotted = fmt::format("{}.{}", name, key);
    auto [first, fresh] = listeners_.emplace(address, dotted);
    if (!fresh)
      section_named(name).fault(
          key, fmt::format("\"{}\" is already in {}; give each its own port",
                           address, first->second));
  }
}

void loader::check_rooms() {
  if (!config_.rooms.enabled)
    return;
  for (const auto& host : config_.hosts)
    if (auto taken
        = host_lines_.find(config_.rooms.subdomain + '.' + host.name);
        taken != host_lines_.end())
      section_named("rooms").fault(
          "subdomain",
          fmt::format("the rooms of {} would be at {}, which is the host of "
                      "line {}; choose another, e.g. subdomain = \"rooms\"",
                      host.name, taken->first, taken->second));
}

void loader::resolve_paths() {
  auto base = config_.file.parent_path();
  auto resolve = [&](std::filesystem::path& path) {
    if (!path.empty() && path.is_relative())
      path = (base / path).lexically_normal();
  };
  resolve(config_.data_dir);
  resolve(config_.web.assets);
  for (auto& host : config_.hosts) {
    resolve(host.certificate);
    resolve(host.key);
  }
}

boost::system::result<server_config, config_errors>
parse(const std::filesystem::path& file, const std::string& text) {
  try {
    auto document = toml::parse(text, file.string());
    return loader{file, document}.run();
  } catch (const toml::parse_error& e) {
    return config_errors{{file.string(), e.source().begin.line, "",
                          std::string{e.description()}}};
  }
}

} // namespace

std::string to_string(const config_error& e) {
  auto text = e.file;
  if (e.line != 0)
    text += fmt::format(":{}", e.line);
  if (!e.key.empty())
    text += fmt::format(": {}", e.key);
  return text + ": " + e.message;
}

boost::system::result<server_config, config_errors>
load(const std::filesystem::path& file) {
  std::error_code ignored;
  std::ifstream in{file, std::ios::binary};
  if (!in || std::filesystem::is_directory(file, ignored))
    return config_errors{{file.string(), 0, "",
                          "cannot be read; give the path of the "
                          "configuration file, e.g. -c troupe.toml"}};
  return parse(file, {std::istreambuf_iterator<char>{in}, {}});
}

} // namespace troupe::config
