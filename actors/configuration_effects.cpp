// SPDX-License-Identifier: Apache-2.0
#include "actors/configuration_effects.hpp"

#include <algorithm>

#include "config/checks.hpp"

namespace troupe::actors {

namespace {

using config::server_config;
using texts = std::vector<std::string>;

constexpr bool restart = true;
constexpr bool live = false;

constexpr std::string_view all_sessions = "all sessions, at once";
constexpr std::string_view new_sessions = "sessions that begin from then on";
constexpr std::string_view new_logins = "sessions that log in from then on";
constexpr std::string_view next_timer
    = "new sessions; others from their next timer on, unless it was off";
constexpr std::string_view handshakes = "TLS handshakes from then on";
constexpr std::string_view accounts = "all user actors, at once";
constexpr std::string_view rooms = "all rooms, at once";
constexpr std::string_view accounts_and_rooms
    = "all user actors and rooms, at once";
constexpr std::string_view lockout
    = "the auth actor, at once; what it had counted is forgotten";
constexpr std::string_view nobody = "nobody: not used yet";

// For each key: where it is read, and whether configuration_changed gets there.
constexpr configuration_effect all_effects[] = {
    {"data_dir", restart, "the store and the control socket"},
    {"log_level", live, "the log, at once"},
    {"workers", restart, "the event loops"},
    {"host", live, "streams that are to no host that is known"},
    {"host[]", live, "the host's actor"}, // see touched_by_host
    {"host[].certificate", live, handshakes},
    {"host[].key", live, handshakes},
    {"host[].admins", live, "the host's actor and its rooms, at once"},
    {"host[].contacts", live,
     "the host's actor, at once, and streams that begin from then on"},
    {"c2s.listen", restart, {}}, // see touched_listeners
    {"c2s.direct_tls", restart, {}},
    {"c2s.require_encryption", live,
     "streams and logins that begin from then on"},
    {"c2s.on_conflict", live, accounts},
    {"http.listen", restart, {}},
    {"http.websocket_url", live, nobody},
    {"http.bosh_url", live, nobody},
    {"web.enabled", restart, {}}, // the same
    {"web.listen", restart, {}},
    {"web.origins", live, "requests to the web listeners from then on"},
    {"web.session_minutes", live, "logins at the page, at once"},
    {"web.metrics", live, "requests for /metrics from then on"},
    {"web.assets", restart, "the page"},
    {"registration.enabled", live, "all sessions before login, at once"},
    {"storage.driver", restart, "the store"},
    {"archive.enabled", live, accounts_and_rooms},
    {"archive.default", live, accounts},
    {"archive.keep_days", live,
     "all user actors and rooms, when they next look after their archive"},
    {"archive.keep_messages", live,
     "all user actors and rooms, when they next look after their archive"},
    {"archive.page_size", live, accounts_and_rooms},
    {"archive.search", live,
     "all user actors and rooms, for messages from then on"},
    {"tracing.slow_milliseconds", live, "stanzas, at once"},
    {"tracing.kept", live, "traces that are kept, at once"},
    {"tracing.sample_each", live, "stanzas that come from then on"},
    {"rooms.enabled", live,
     "the rooms of all hosts: their services and actors begin or end at once"},
    {"rooms.subdomain", live,
     "the rooms of all hosts: those at the old address end at once"},
    {"rooms.create", live, rooms},
    {"rooms.lock_nicks", live, rooms},
    {"rooms.occupants", live, rooms},
    {"rooms.history", live, rooms},
    {"rooms.messages_per_second", live, rooms},
    {"limits.stanza_bytes_before_login", live, new_sessions},
    {"limits.stanza_bytes", live, new_logins},
    {"limits.stanza_depth", live, new_logins},
    {"limits.attributes", live, new_logins},
    {"limits.login_timeout", live, new_sessions},
    {"limits.idle_timeout", live, next_timer},
    {"limits.ping_timeout", live, next_timer},
    {"limits.iqs_before_login", live, "all sessions before login, at once"},
    {"limits.connections", live, "the gate, for connections from then on"},
    {"limits.connections_per_address", live,
     "the gate, for connections from then on"},
    {"limits.sessions_per_user", live, accounts},
    {"limits.login_attempts", live, "all sessions before login, at once"},
    {"limits.failures_per_account", live, lockout},
    {"limits.failures_per_address", live, lockout},
    {"limits.lockout", live, lockout},
    {"limits.registrations_per_address", live, lockout},
    {"limits.bytes_per_second", live, all_sessions},
    {"limits.roster_items", live, accounts},
    {"limits.offline_messages", live, accounts},
    {"limits.pending_subscriptions", live, accounts},
    {"limits.blocked_jids", live, accounts},
    {"limits.private_bytes", live, accounts},
    {"limits.private_total", live, accounts},
    {"limits.vcard_bytes", live, accounts_and_rooms},
    {"limits.session_credit", live, new_logins},
    {"limits.unsent_bytes", live, all_sessions},
    {"limits.unacknowledged_stanzas", live, accounts},
    {"limits.unacknowledged_bytes", live, accounts},
    {"limits.resume_timeout", live,
     "sessions that enable stream management from then on"},
    {"limits.storage_queue", restart, "the store"},
    {"limits.login_queue", live, "the auth actor, at once"},
    {"limits.user_idle_seconds", live,
     "all user actors and rooms, when they are next idle"},
};

/// The addresses of the page and the API: none where they are off.
const texts& web_addresses(const server_config& config) {
  static const texts none;
  return config.web.enabled ? config.web.listen : none;
}

/// What opens the ports of a key of addresses.
struct port_key {
  std::string_view key, service;
  const texts& (*in)(const server_config&);
};
constexpr port_key port_keys[] = {
    {"c2s.listen", "c2s",
     [](const server_config& c) -> const texts& { return c.c2s.listen; }},
    {"c2s.direct_tls", "c2s-tls",
     [](const server_config& c) -> const texts& { return c.c2s.direct_tls; }},
    {"http.listen", "http",
     [](const server_config& c) -> const texts& { return c.http.listen; }},
    {"web.enabled", "web", web_addresses},
    {"web.listen", "web", web_addresses},
};

bool has(const texts& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

/// "listener c2s *:5222: opened"
texts touched_listeners(const port_key& port, const server_config& running,
                        const server_config& wanted) {
  texts all;
  auto tell = [&](const texts& these, const texts& others, const char* what) {
    for (const auto& address : these)
      if (!has(others, address))
        all.push_back("listener " + std::string{port.service} + ' ' + address
                      + ": " + what);
  };
  tell(port.in(running), port.in(wanted), "closed");
  tell(port.in(wanted), port.in(running), "opened");
  return all;
}

texts touched_by_host(const config::difference& what) {
  if (what.before.empty())
    return {"a new actor for the host; it is served at once"};
  return {"all its sessions, which end with host-gone",
          "the host's actor, its user actors and rooms, which end"};
}

bool has_certificate(const server_config& config) {
  return std::ranges::any_of(
      config.hosts, [](const auto& host) { return !host.certificate.empty(); });
}

/// Direct TLS is listened for only where the server starts with a certificate.
/// With the first one its addresses are new, though the key may be the same.
server_config as_it_listens(server_config running,
                            const server_config& wanted) {
  if (!has_certificate(running) && has_certificate(wanted))
    running.c2s.direct_tls.clear();
  return running;
}

/// What config::load refuses of one file must not come together from two:
/// logins in clear at ports that stay open to others.
bool would_open_logins(const server_config& running,
                       const server_config& wanted) {
  auto is_open = [](const std::string& address) {
    const auto parsed = config::parse_listen_address(address);
    return !parsed || !parsed->loopback;
  };
  return !wanted.c2s.require_encryption
         && std::ranges::any_of(port_keys, [&](const port_key& port) {
              return std::ranges::any_of(port.in(running), is_open);
            });
}

configuration_change change_of(config::difference what,
                               const server_config& running,
                               const server_config& wanted) {
  const auto kind = config::kind_of_key(what.key);
  // A key without an effect would be a fault of ours; nothing is known of it.
  configuration_change change{std::move(what), true, {}};
  if (const auto* effect
      = std::ranges::find(all_effects, kind, &configuration_effect::key);
      effect != std::end(all_effects)) {
    change.needs_restart = effect->needs_restart;
    change.touches = {std::string{effect->touches}};
  }
  if (const auto* port = std::ranges::find(port_keys, kind, &port_key::key);
      port != std::end(port_keys))
    change.touches = touched_listeners(*port, running, wanted);
  else if (kind == "host[]")
    change.touches = touched_by_host(change.what);
  else if (kind == "c2s.require_encryption")
    change.needs_restart = would_open_logins(running, wanted);
  return change;
}

} // namespace

std::span<const configuration_effect> configuration_effects() {
  return all_effects;
}

configuration_changes changes_between(const server_config& running,
                                      const server_config& wanted) {
  const auto now = as_it_listens(running, wanted);
  configuration_changes all;
  for (auto& what : config::differences(now, wanted))
    all.push_back(change_of(std::move(what), now, wanted));
  return all;
}

std::vector<std::string> restart_keys(const configuration_changes& changes) {
  std::vector<std::string> keys;
  for (const auto& change : changes)
    if (change.needs_restart)
      keys.push_back(change.what.key);
  return keys;
}

server_config in_force(const server_config& running, server_config wanted,
                       const configuration_changes& changes) {
  const auto now = as_it_listens(running, wanted);
  for (const auto& key : restart_keys(changes))
    config::copy_key(key, now, wanted);
  return wanted;
}

} // namespace troupe::actors
