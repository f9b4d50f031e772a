// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <catch2/catch.hpp>

#include "actors/host/caps.hpp"
#include "actors/session/stream_features.hpp"
#include "xml/namespaces.hpp"

namespace stream_features_test {

using namespace troupe;
using xml::element;

namespace {

/// A stream to which features are offered.
struct offer {
  offer() { config.hosts.push_back({"localhost", {}, {}, {}, {}}); }

  element make() const {
    session::feature_facts facts;
    facts.config = std::make_shared<const config::server_config>(config);
    facts.host = &facts.config->hosts.front();
    facts.can_start_tls = can_start_tls;
    facts.is_secure = is_secure;
    facts.is_authenticated = is_authenticated;
    auth::sasl_facts sasl;
    sasl.domain = "localhost";
    sasl.is_secure = is_secure;
    sasl.require_encryption = config.c2s.require_encryption;
    sasl.allow_plain = true;
    if (is_secure) {
      sasl.exporter = exporter;
      sasl.server_end_point = std::string(32, 'p');
    }
    return session::stream_features(facts, sasl);
  }

  config::server_config config;
  bool can_start_tls = true;
  bool is_secure = false;
  bool is_authenticated = false;
  std::string exporter = std::string(32, 'e');
};

/// The names of what is offered, sorted.
std::vector<std::string> names(const element& features) {
  std::vector<std::string> all;
  for (auto child : features.children())
    all.push_back(child->name());
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::string> mechanisms(const element& features) {
  std::vector<std::string> all;
  if (auto list = features.child("mechanisms", xml::ns::sasl))
    for (auto each : list->children())
      all.push_back(each->text());
  return all;
}

std::vector<std::string> bindings(const element& features) {
  namespace ns = session::ns;
  std::vector<std::string> all;
  if (auto list = features.child("sasl-channel-binding", ns::channel_bindings))
    for (auto each : list->children())
      all.emplace_back(each->attr_or_empty("type"));
  return all;
}

bool is_required(const element& features) {
  auto tls = features.child("starttls", xml::ns::tls);
  return tls && tls->child("required", xml::ns::tls);
}

using words = std::vector<std::string>;

/// What holds of a stream, as a sum.
enum fact : unsigned {
  clear = 0,
  required = 1, // encryption is
  tls = 2,      // STARTTLS is possible
  secure = 4,
  login = 8,  // is done
  signup = 16 // registration is enabled
};

struct row {
  unsigned facts;
  words offered;
};

const words after{"bind", "c", "csi", "limits", "session", "sm", "sub", "ver"};
const row table[] = {
    {required | tls, {"limits", "starttls"}},
    {required | tls | signup, {"limits", "starttls"}},
    {required | signup, {"c", "limits"}},
    {tls, {"c", "limits", "mechanisms", "starttls"}},
    {tls | signup, {"c", "limits", "mechanisms", "register", "starttls"}},
    {clear, {"c", "limits", "mechanisms"}},
    {signup, {"c", "limits", "mechanisms", "register"}},
    {required | tls | secure,
     {"c", "limits", "mechanisms", "sasl-channel-binding"}},
    {required | tls | secure | signup,
     {"c", "limits", "mechanisms", "register", "sasl-channel-binding"}},
    {tls | secure, {"c", "limits", "mechanisms", "sasl-channel-binding"}},
    {required | tls | secure | login | signup, after},
    {login, after},
};

} // namespace

TEST_CASE("a stream is offered what it may do next, and nothing else") {
  for (const auto& r : table) {
    CAPTURE(r.facts);
    offer o;
    o.config.c2s.require_encryption = r.facts & required;
    o.config.registration.enabled = r.facts & signup;
    o.can_start_tls = r.facts & tls;
    o.is_secure = r.facts & secure;
    o.is_authenticated = r.facts & login;

    const auto features = o.make();

    CHECK(features.is("features", xml::ns::stream));
    CHECK(names(features) == r.offered);
    CHECK(is_required(features)
          == ((r.facts & required) && (r.facts & tls) && !(r.facts & secure)));
  }
}

TEST_CASE("channel bindings and PLUS are offered over TLS only") {
  offer o;
  o.config.c2s.require_encryption = false;

  const auto clear = o.make();
  o.is_secure = true;
  const auto secure = o.make();

  CHECK(mechanisms(clear) == words{"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"});
  CHECK(bindings(clear).empty());
  CHECK(mechanisms(secure)
        == words{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256",
                 "SCRAM-SHA-1", "PLAIN"});
  CHECK(bindings(secure) == words{"tls-exporter", "tls-server-end-point"});
}

TEST_CASE("a TLS session without exporter offers the binding that it has") {
  offer o;
  o.is_secure = true;
  o.exporter.clear();

  CHECK(bindings(o.make()) == words{"tls-server-end-point"});
}

TEST_CASE("limits tell the size of a stanza and how long to be silent") {
  auto [is_authenticated, bytes]
      = GENERATE(Catch::Generators::table<bool, std::string>({
          {false, "1000"},
          {true, "5000"},
      }));
  offer o;
  o.is_secure = true;
  o.is_authenticated = is_authenticated;
  o.config.limits.stanza_bytes_before_login = 1000;
  o.config.limits.stanza_bytes = 5000;
  o.config.limits.idle_timeout = std::chrono::seconds{100};
  o.config.limits.ping_timeout = std::chrono::seconds{20};

  const auto features = o.make();

  const auto limits = features.child("limits", session::ns::limits);
  REQUIRE(limits != nullptr);
  const auto size = limits->child("max-bytes", session::ns::limits);
  REQUIRE(size != nullptr);
  CHECK(size->text() == bytes);
  const auto idle = limits->child("idle-seconds", session::ns::limits);
  REQUIRE(idle != nullptr);
  CHECK(idle->text() == "120");
}

TEST_CASE("limits that are switched off are not told") {
  offer o;
  o.config.limits.stanza_bytes_before_login = 0;
  o.config.limits.idle_timeout = std::chrono::seconds{0};

  const auto features = o.make();

  const auto limits = features.child("limits", session::ns::limits);
  REQUIRE(limits != nullptr);
  CHECK(limits->children().empty());
}

TEST_CASE("the server's capabilities name their hash and version") {
  offer o;
  o.is_secure = true;

  const auto features = o.make();

  const auto caps = features.child("c", host::ns::caps);
  REQUIRE(caps != nullptr);
  CHECK(caps->attr("hash") == "sha-1");
  CHECK(caps->attr("node") == host::caps_node);
  CHECK_FALSE(caps->attr_or_empty("ver").empty());
}

TEST_CASE("the legacy session may be skipped") {
  offer o;
  o.is_secure = true;
  o.is_authenticated = true;

  const auto features = o.make();

  const auto legacy = features.child("session", xml::ns::session);
  REQUIRE(legacy != nullptr);
  CHECK(legacy->child("optional", xml::ns::session) != nullptr);
}

} // namespace stream_features_test
