// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tools/load/client/name_template.hpp"
#include "tools/load/client/problem.hpp"

namespace CLI {
class App;
}

namespace troupe::load {

enum class tls_mode : std::uint8_t { none, starttls, direct };
enum class auth_choice : std::uint8_t {
  best,
  plain,
  scram_sha_1,
  scram_sha_256
};

/// Where a server listens.
struct server_place {
  std::string host = "localhost";
  std::string port = "5222";
};

/// "HOST:PORT", "[IPv6]:PORT" or "HOST", which is at port 5222.
outcome<server_place> parse_place(std::string_view text);

/// What every mode is told by the command line.
struct common_options {
  std::string to = "localhost:5222";
  std::string domain; ///< empty: the host of `to`
  name_template user;
  std::uint64_t first = 0; ///< number of the first account
  std::string password = "secret";
  std::string resource = "load";
  tls_mode tls = tls_mode::starttls;
  bool insecure = false;   ///< the certificate is not checked
  std::string ciphersuite; ///< TLS 1.3 with this one only; empty: the best
  auth_choice auth = auth_choice::best;
  int pid = 0;         ///< of the server; 0: found by its port
  double seconds = 10; ///< of measuring
  double warm_up = 2;  ///< seconds before it
  bool json = false;
  std::size_t logins_at_once = 64;
  std::size_t source_addresses = 1; ///< 127.0.0.1 and those that follow
};

/// Adds the options to a subcommand.
void describe(CLI::App& app, common_options& into);

} // namespace troupe::load
