// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/findings.hpp"

#include <cerrno>
#include <cstring>

#include <unistd.h>

#include "config/line_of.hpp"
#include "net/tls_context.hpp"

namespace troupe::admin {

namespace fs = std::filesystem;

namespace {

config::config_error fault_at(const config::server_config& config,
                              const std::string& path, std::string key,
                              std::string message) {
  return {config.file.string(), config::line_of(config.file, path),
          std::move(key), std::move(message)};
}

/// OpenSSL's side of a host: whether its files are there and belong together.
void look_at_certificate(const config::server_config& config,
                         std::size_t number, findings& found) {
  const auto& host = config.hosts[number];
  if (host.certificate.empty())
    return;
  auto loaded
      = net::tls_context::load({{host.name, host.certificate, host.key}});
  if (loaded) {
    for (const auto& warning : (*loaded)->warnings())
      found.warnings.push_back(warning);
    return;
  }
  const auto key = loaded.error().starts_with(host.key.string() + ": ")
                       ? std::string{"key"}
                       : std::string{"certificate"};
  found.faults.push_back(fault_at(config,
                                  "host[" + std::to_string(number) + "]." + key,
                                  "host." + key, loaded.error()));
}

/// Why this process cannot use the directory; empty if it can.
std::string what_is_wrong_with(const fs::path& data_dir) {
  std::error_code failed;
  auto there = data_dir;
  while (!fs::exists(there, failed) && there.has_parent_path()
         && there != there.parent_path())
    there = there.parent_path();
  if (there.empty())
    there = ".";
  if (!fs::is_directory(there, failed))
    return there.string() + " is not a directory";
  if (access(there.c_str(), R_OK | W_OK | X_OK) == 0)
    return {};
  return there.string() + ": " + std::strerror(errno)
         + "; it must be writable for the server's user";
}

} // namespace

findings look_over(const config::server_config& config) {
  findings found;
  for (std::size_t i = 0; i < config.hosts.size(); ++i)
    look_at_certificate(config, i, found);
  if (auto wrong = what_is_wrong_with(config.data_dir); !wrong.empty())
    found.faults.push_back(
        fault_at(config, "data_dir", "data_dir", std::move(wrong)));
  return found;
}

std::string place_error(const config::server_config& config,
                        const std::string& error) {
  using list = std::vector<std::string>;
  const std::pair<std::string, const list*> keys[]
      = {{"c2s.listen", &config.c2s.listen},
         {"c2s.direct_tls", &config.c2s.direct_tls},
         {"http.listen", &config.http.listen},
         {"web.listen", &config.web.listen}};
  for (const auto& [key, addresses] : keys)
    for (std::size_t i = 0; i < addresses->size(); ++i)
      if (error.starts_with((*addresses)[i] + ": ")) {
        auto path = key + "[" + std::to_string(i) + "]";
        auto at = fault_at(config, path, key, error);
        if (at.line == 0) // a default
          at.message += "; set " + key + " to other addresses";
        return to_string(at);
      }
  return error;
}

} // namespace troupe::admin
