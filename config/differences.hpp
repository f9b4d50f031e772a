// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <config/server_config.hpp>

namespace troupe::config {

/// A key whose value is another one in the other configuration.
struct difference {
  std::string key;    ///< "limits.stanza_bytes", `host["a.example"].admins`
  std::string before; ///< as TOML has it; empty: the host was not there
  std::string after;  ///< the same; empty: the host is no more

  bool operator==(const difference&) const = default;
};

/// Every key that differs, in the order of keys.hpp, by which all keys are
/// found. Hosts are known by their names: one that is new or gone is one
/// difference, `host["a.example"]`, and another order is `host`.
std::vector<difference> differences(server_config before, server_config after);

/// The keys that a difference can have; those of hosts are "host", "host[]",
/// and "host[].certificate" and so on.
std::vector<std::string> difference_keys();
/// Which of these `key` is: `host["a.example"].admins` is "host[].admins".
std::string kind_of_key(std::string_view key);

/// Sets a key outside of hosts to what it is in `from`.
/// @pre `key` is one of difference_keys() and does not begin with "host"
void copy_key(std::string_view key, const server_config& from,
              server_config& to);

} // namespace troupe::config
