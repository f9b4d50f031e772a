// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

namespace troupe::config {

/// `[[host]]`: a domain that this server serves.
struct host_section {
  std::string name;                  ///< enforced domain
  std::filesystem::path certificate; ///< PEM chain; empty: none
  std::filesystem::path key;         ///< PEM
  std::vector<std::string> admins;   ///< bare JIDs
  /// Contact addresses by kind ("abuse", "admin", "support", "security",
  /// "sales", "feedback"), XEP-0157: URIs.
  std::vector<std::pair<std::string, std::vector<std::string>>> contacts;
};

/// What a second login to the same resource does (RFC 6120 §7.7.2.2).
enum class conflict_policy : std::uint8_t { replace, rename, refuse };

/// `[c2s]`
struct c2s_section {
  std::vector<std::string> listen = {"127.0.0.1:5222"};
  std::vector<std::string> direct_tls = {"127.0.0.1:5223"};
  bool require_encryption = true;
  conflict_policy on_conflict = conflict_policy::replace;
};

/// `[http]`: WebSocket, host-meta (XEP-0156); in later milestones.
struct http_section {
  std::vector<std::string> listen = {"127.0.0.1:5280"};
  /// Announced in host-meta; empty: derived from the listeners.
  std::string websocket_url;
  std::string bosh_url;
};

/// `[web]`: the Inspector's page and the API.
struct web_section {
  bool enabled = true;
  std::vector<std::string> listen = {"127.0.0.1:5281"}; ///< loopback only
  /// Of proxies in front of it, as browsers write them:
  /// "https://inspect.example.org".
  std::vector<std::string> origins;
  std::size_t session_minutes = 60; ///< without a request; then it ends
  /// Who gets /metrics: "loopback" (all on this machine, others by a token),
  /// "token" or "off".
  std::string metrics = "loopback";
  std::filesystem::path
      assets; ///< the built page; empty: where it is installed
};

struct registration_section {
  bool enabled = false;
};

struct storage_section {
  std::string driver = "sqlite"; ///< "sqlite" or "memory"
};

/// `[archive]`: XEP-0313.
struct archive_section {
  bool enabled = true;
  /// Whose messages are archived where the account has said nothing: "always",
  /// "roster" or "never".
  std::string otherwise = "always";
  std::size_t keep_days = 0;     ///< 0: for ever
  std::size_t keep_messages = 0; ///< per account; 0: all
  std::size_t page_size = 100;   ///< messages of one answer, at most
  bool search = true;            ///< full-text search
};

/// `[rooms]`: XEP-0045, a service for each host.
struct rooms_section {
  bool enabled = true;
  std::string subdomain = "conference"; ///< of each host
  /// Who may make a room: "anyone", "accounts" (of the host) or "admins".
  std::string create = "accounts";
  bool lock_nicks = false;   ///< who has reserved a nick has that one
  std::size_t occupants = 0; ///< of a room, at most; 0: as its owners set it
  std::size_t history = 50;  ///< messages for who enters, at most
  std::size_t messages_per_second = 5; ///< of an occupant, on average; 0: any
};

/// `[tracing]`: what is kept of the ways of stanzas while nobody watches.
struct tracing_section {
  /// A stanza that takes longer from its stream to the recipient's is kept as
  /// slow; 0: none is.
  std::size_t slow_milliseconds = 1'000;
  std::size_t kept = 500;          ///< traces with errors and slow ones
  std::size_t sample_each = 1'024; ///< which stanza is timed; 0: none
};

/// `[limits]`: 0 switches a limit off.
struct limits_section {
  std::size_t stanza_bytes_before_login = 10 * 1024;
  std::size_t stanza_bytes = 256 * 1024;
  std::size_t stanza_depth = 64;
  std::size_t attributes = 64;
  std::chrono::seconds login_timeout{30}; ///< to be authenticated and bound
  std::chrono::seconds idle_timeout{300}; ///< then a ping is sent
  std::chrono::seconds ping_timeout{60};  ///< for its answer
  std::size_t iqs_before_login = 10;
  std::size_t connections = 100'000;
  std::size_t connections_per_address = 1'000;
  std::size_t sessions_per_user = 20;
  std::size_t login_attempts = 5;         ///< per stream
  std::size_t failures_per_account = 20;  ///< per lockout window
  std::size_t failures_per_address = 100; ///< per lockout window
  std::chrono::seconds lockout{300};
  std::size_t registrations_per_address = 5; ///< per hour
  std::size_t bytes_per_second = 256 * 1024; ///< from one session, on average
  std::size_t roster_items = 5'000;
  std::size_t offline_messages = 1'000;      ///< per account
  std::size_t pending_subscriptions = 1'000; ///< per account
  std::size_t blocked_jids = 5'000;
  std::size_t private_bytes = 256 * 1024;      ///< one element of XEP-0049
  std::size_t private_total = 2 * 1024 * 1024; ///< all elements of an account
  std::size_t vcard_bytes = 256 * 1024;
  std::size_t session_credit = 64; ///< stanzas ahead of the user actor
  std::size_t unsent_bytes = 4 * 1024 * 1024; ///< to a reader too slow
  std::size_t unacknowledged_stanzas = 1'000; ///< of a managed session
  std::size_t unacknowledged_bytes = 1024 * 1024;
  std::chrono::seconds resume_timeout{600}; ///< of a lost session; 0: never
  std::size_t storage_queue = 50'000;       ///< operations that wait
  std::size_t login_queue = 1'000;          ///< password hashings that wait
  std::size_t user_idle_seconds = 60;       ///< then an idle user actor leaves
};

/// The whole configuration, validated.
struct server_config {
  std::filesystem::path file;
  std::filesystem::path data_dir = "data";
  std::string log_level = "info"; ///< trace debug info warning error critical
  std::size_t workers = 0;        ///< event loops; 0: one for 2 cores
  std::vector<host_section> hosts;
  c2s_section c2s;
  http_section http;
  web_section web;
  registration_section registration;
  storage_section storage;
  archive_section archive;
  rooms_section rooms;
  tracing_section tracing;
  limits_section limits;
};

/// One fault: where it is and what would be right.
struct config_error {
  std::string file;
  std::size_t line = 0; ///< 0: unknown
  std::string key;      ///< dotted, e.g. "c2s.listen"
  std::string message;  ///< what is wrong and what would be right
};
/// "troupe.toml:12: c2s.listen: …"
std::string to_string(const config_error& e);

/// All faults found, at least one.
using config_errors = std::vector<config_error>;

/// Reads and validates the TOML file; relative paths are relative to the file.
/// Every key is optional except one `[[host]]` with its name; unknown keys and
/// wrong types are faults. `require_encryption = false` is refused unless every
/// listener is loopback.
boost::system::result<server_config, config_errors>
load(const std::filesystem::path& file);

} // namespace troupe::config
