// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/options.hpp"

#include <map>

#include <CLI/CLI.hpp>

namespace troupe::load {

namespace {

const std::map<std::string, tls_mode> tls_modes{
    {"none", tls_mode::none},
    {"starttls", tls_mode::starttls},
    {"direct", tls_mode::direct}};

const std::map<std::string, auth_choice> auth_choices{
    {"auto", auth_choice::best},
    {"plain", auth_choice::plain},
    {"scram-sha-1", auth_choice::scram_sha_1},
    {"scram-sha-256", auth_choice::scram_sha_256}};

/// An option that takes one of the names in `words`.
template <class T>
CLI::Option* add_choice(CLI::App& app, const std::string& name, T& into,
                        const std::map<std::string, T>& words,
                        std::string help) {
  std::vector<std::string> names;
  for (const auto& [word, value] : words) {
    names.push_back(word);
    help += (names.size() == 1 ? ": " : ", ") + word
            + (value == into ? " (default)" : "");
  }
  return app
      .add_option_function<std::string>(
          name, [&into, &words](const auto& word) { into = words.at(word); },
          help)
      ->check(CLI::IsMember(names).description(""));
}

void describe_server(CLI::App& app, common_options& o) {
  const auto group = "Server";
  app.add_option("--to", o.to, "Where the server listens, HOST:PORT")
      ->capture_default_str()
      ->group(group);
  app.add_option("--domain", o.domain,
                 "Its XMPP domain, if that is not the host")
      ->group(group);
  add_choice(app, "--tls", o.tls, tls_modes, "How the stream is protected")
      ->group(group);
  app.add_flag("--insecure", o.insecure, "Do not check the certificate")
      ->group(group);
  app.add_option("--ciphersuite", o.ciphersuite,
                 "TLS 1.3 with this one only, e.g. TLS_AES_128_GCM_SHA256: so"
                 " that servers are compared with the same")
      ->group(group);
  app.add_option("--pid", o.pid,
                 "Process whose CPU and memory are read; found by its port if"
                 " the server is on this machine")
      ->check(CLI::PositiveNumber)
      ->group(group);
}

void describe_accounts(CLI::App& app, common_options& o) {
  const auto group = "Accounts";
  app.add_option_function<std::string>(
         "--user",
         [&o](const std::string& text) {
           auto made = name_template::parse(text);
           if (!made)
             throw CLI::ValidationError{made.error().text};
           o.user = std::move(*made);
         },
         "Their names; {} is the number")
      ->default_str("u{}")
      ->group(group);
  app.add_option("--first", o.first, "Number of the first")
      ->capture_default_str()
      ->group(group);
  app.add_option("--password", o.password, "The same for all")
      ->capture_default_str()
      ->group(group);
  app.add_option("--resource", o.resource, "Resource that is asked for")
      ->capture_default_str()
      ->group(group);
  add_choice(app, "--auth", o.auth, auth_choices, "SASL mechanism")
      ->group(group);
  app.add_option("--logins-at-once", o.logins_at_once,
                 "How many log in at the same time")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group(group);
  app.add_option("--source-addresses", o.source_addresses,
                 "Connect from so many addresses, 127.0.0.1 and those that"
                 " follow: one is enough for 28,000 connections")
      ->check(CLI::Range(1, 250))
      ->capture_default_str()
      ->group(group);
}

} // namespace

outcome<server_place> parse_place(std::string_view text) {
  server_place place;
  const auto bracket = text.rfind(']');
  const auto colon = text.rfind(':');
  const bool has_port
      = colon != text.npos && (bracket == text.npos || colon > bracket);
  auto host = text.substr(0, has_port ? colon : text.size());
  if (has_port)
    place.port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  place.host = host;
  const bool is_number
      = !place.port.empty() && place.port.size() <= 5
        && place.port.find_first_not_of("0123456789") == std::string::npos;
  if (host.empty() || !is_number || std::stoul(place.port) - 1 >= 65535)
    return problem{"--to is HOST:PORT, e.g. localhost:5222 or [::1]:5222"};
  return place;
}

void describe(CLI::App& app, common_options& into) {
  describe_server(app, into);
  describe_accounts(app, into);
  app.add_option("--seconds", into.seconds, "How long is measured")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--warm-up", into.warm_up, "Seconds of load before that")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_flag("--json", into.json,
               "One line of JSON instead of the table, errors too");
}

} // namespace troupe::load
