// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace troupe::config {
struct server_config;
}

namespace troupe::part {

/// A service discovery identity, XEP-0030 §3.1.
struct identity {
  std::string category;
  std::string type;
  std::string name;

  bool operator==(const identity&) const = default;
};

/// What a part is. Disco replies, the XEP table and the DOAP file come from
/// the cards of all parts.
struct card {
  std::string name;    ///< of the part, e.g. "blocking"
  std::string title;   ///< of the specification, e.g. "Blocking Command"
  std::string xep;     ///< e.g. "0191"; empty where an RFC defines it
  std::string version; ///< of the XEP that is implemented, e.g. "1.3"
  /// Namespaces that disco#info of the server's domain shows.
  std::vector<std::string> server_features;
  /// Namespaces that disco#info of an account's bare JID shows.
  std::vector<std::string> account_features;
  /// Identities that disco#info of the server's domain shows.
  std::vector<identity> server_identities;
  bool partial = false; ///< not all of the XEP; for the DOAP file
  /// Whether an account shows that feature under that configuration; null:
  /// always.
  bool (*is_offered)(const config::server_config&, std::string_view feature)
      = nullptr;
};

} // namespace troupe::part
