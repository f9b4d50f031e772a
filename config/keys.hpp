// SPDX-License-Identifier: Apache-2.0
// Every key of the configuration file: one table that the loader, the messages
// and the test of the sample are driven by.
#pragma once

#include <array>
#include <string_view>

#include <config/checks.hpp>
#include <config/section.hpp>

namespace troupe::config {

inline constexpr std::array<std::string_view, 6> log_levels
    = {"trace", "debug", "info", "warning", "error", "critical"};
inline constexpr std::array<std::string_view, 2> storage_drivers
    = {"sqlite", "memory"};
/// In the order of `conflict_policy`.
inline constexpr std::array<std::string_view, 3> conflict_policies
    = {"replace", "rename", "refuse"};
/// XEP-0157 §4, without their suffix "-addresses".
inline constexpr std::array<std::string_view, 7> contact_kinds
    = {"abuse", "admin", "feedback", "sales", "security", "status", "support"};

/// The keys above the first section.
inline const std::array top_keys = {
    field{"data_dir", &server_config::data_dir, {.check = check_path}},
    field{"log_level", &server_config::log_level, {.choices = log_levels}},
    field{"workers", &server_config::workers, {.at_most = 1024}},
};

inline const std::array host_keys = {
    field{"name",
          &host_section::name,
          {.check = check_domain, .example = "\"example.org\""}},
    field{"certificate",
          &host_section::certificate,
          {.example = "\"example.org.crt\""}},
    field{"key", &host_section::key, {.example = "\"example.org.key\""}},
    field{"admins",
          &host_section::admins,
          {.check = check_account, .example = "[\"alice@example.org\"]"}},
    field{"contacts",
          &host_section::contacts,
          {.check = check_uri,
           .example = "{ abuse = [\"mailto:abuse@example.org\"] }"}},
};

inline const std::array c2s_keys = {
    field{"listen", &c2s_section::listen, {.check = check_endpoint}},
    field{"direct_tls", &c2s_section::direct_tls, {.check = check_endpoint}},
    field{"require_encryption", &c2s_section::require_encryption},
    field{"on_conflict",
          &c2s_section::on_conflict,
          {.choices = conflict_policies}},
};

inline const std::array http_keys = {
    field{"listen", &http_section::listen, {.check = check_endpoint}},
    field{"websocket_url",
          &http_section::websocket_url,
          {.check = check_websocket_url,
           .example = "\"wss://example.org/xmpp-websocket\""}},
    field{"bosh_url",
          &http_section::bosh_url,
          {.check = check_http_url,
           .example = "\"https://example.org/http-bind\""}},
};

inline constexpr std::array<std::string_view, 3> metrics_readers
    = {"loopback", "token", "off"};

inline const std::array web_keys = {
    field{"enabled", &web_section::enabled},
    field{"listen", &web_section::listen, {.check = check_loopback_endpoint}},
    field{"origins",
          &web_section::origins,
          {.check = check_origin,
           .example = "[\"https://inspect.example.org\"]"}},
    field{"session_minutes", &web_section::session_minutes, {.at_most = 720}},
    field{"metrics", &web_section::metrics, {.choices = metrics_readers}},
    field{"assets",
          &web_section::assets,
          {.example = "\"/usr/share/troupe/inspector\""}},
};

inline const std::array registration_keys = {
    field{"enabled", &registration_section::enabled},
};

inline const std::array storage_keys = {
    field{"driver", &storage_section::driver, {.choices = storage_drivers}},
};

inline constexpr std::array<std::string_view, 3> archive_defaults
    = {"always", "roster", "never"};

inline const std::array archive_keys = {
    field{"enabled", &archive_section::enabled},
    field{
        "default", &archive_section::otherwise, {.choices = archive_defaults}},
    field{"keep_days", &archive_section::keep_days, {.at_most = 36'500}},
    field{"keep_messages", &archive_section::keep_messages},
    field{"page_size", &archive_section::page_size, {.at_most = 500}},
    field{"search", &archive_section::search},
};

inline constexpr std::array<std::string_view, 3> room_creators
    = {"anyone", "accounts", "admins"};

inline const std::array rooms_keys = {
    field{"enabled", &rooms_section::enabled},
    field{"subdomain", &rooms_section::subdomain, {.check = check_subdomain}},
    field{"create", &rooms_section::create, {.choices = room_creators}},
    field{"lock_nicks", &rooms_section::lock_nicks},
    field{"occupants", &rooms_section::occupants},
    field{"history", &rooms_section::history, {.at_most = 1'000}},
    field{"messages_per_second", &rooms_section::messages_per_second},
};

inline const std::array tracing_keys = {
    field{"slow_milliseconds",
          &tracing_section::slow_milliseconds,
          {.at_most = 3'600'000}},
    field{"kept", &tracing_section::kept, {.at_most = 100'000}},
    field{"sample_each",
          &tracing_section::sample_each,
          {.at_most = 1'000'000'000}},
};

// RFC 6120 §13.12: a limit on stanzas is not below 10,000 bytes.
inline constexpr std::uint64_t smallest_stanza_limit = 10'000;

inline const std::array limits_keys = {
    field{"stanza_bytes_before_login",
          &limits_section::stanza_bytes_before_login,
          {.at_least = smallest_stanza_limit}},
    field{"stanza_bytes",
          &limits_section::stanza_bytes,
          {.at_least = smallest_stanza_limit}},
    field{"stanza_depth", &limits_section::stanza_depth, {.at_least = 8}},
    field{"attributes", &limits_section::attributes, {.at_least = 8}},
    field{"login_timeout", &limits_section::login_timeout},
    field{"idle_timeout", &limits_section::idle_timeout},
    field{"ping_timeout", &limits_section::ping_timeout},
    field{"iqs_before_login", &limits_section::iqs_before_login},
    field{"connections", &limits_section::connections},
    field{"connections_per_address", &limits_section::connections_per_address},
    field{"sessions_per_user", &limits_section::sessions_per_user},
    field{"login_attempts", &limits_section::login_attempts},
    field{"failures_per_account", &limits_section::failures_per_account},
    field{"failures_per_address", &limits_section::failures_per_address},
    field{"lockout", &limits_section::lockout},
    field{"registrations_per_address",
          &limits_section::registrations_per_address},
    field{"bytes_per_second", &limits_section::bytes_per_second},
    field{"roster_items", &limits_section::roster_items},
    field{"offline_messages", &limits_section::offline_messages},
    field{"pending_subscriptions", &limits_section::pending_subscriptions},
    field{"blocked_jids", &limits_section::blocked_jids},
    field{"private_bytes", &limits_section::private_bytes},
    field{"private_total", &limits_section::private_total},
    field{"vcard_bytes", &limits_section::vcard_bytes},
    field{"session_credit", &limits_section::session_credit},
    field{"unsent_bytes", &limits_section::unsent_bytes},
    field{"unacknowledged_stanzas", &limits_section::unacknowledged_stanzas},
    field{"unacknowledged_bytes", &limits_section::unacknowledged_bytes},
    field{"resume_timeout", &limits_section::resume_timeout},
    field{"storage_queue", &limits_section::storage_queue},
    field{"login_queue", &limits_section::login_queue},
    field{"user_idle_seconds", &limits_section::user_idle_seconds},
};

/// Calls `f(name, keys, member)` for each section that occurs once.
template <class F>
void for_each_section(F f) {
  f("c2s", c2s_keys, &server_config::c2s);
  f("http", http_keys, &server_config::http);
  f("web", web_keys, &server_config::web);
  f("registration", registration_keys, &server_config::registration);
  f("storage", storage_keys, &server_config::storage);
  f("archive", archive_keys, &server_config::archive);
  f("rooms", rooms_keys, &server_config::rooms);
  f("tracing", tracing_keys, &server_config::tracing);
  f("limits", limits_keys, &server_config::limits);
}

/// The same with the section itself: `f(name, keys, section)`.
template <class F>
void for_each_section(server_config& x, F f) {
  for_each_section([&](std::string_view name, const auto& keys, auto member) {
    f(name, keys, x.*member);
  });
}

} // namespace troupe::config
