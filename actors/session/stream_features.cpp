// SPDX-License-Identifier: Apache-2.0
#include "actors/session/stream_features.hpp"

#include <map>

#include <fmt/format.h>

#include "actors/base/environment.hpp"
#include "actors/host/caps.hpp"
#include "actors/host/registration.hpp"
#include "xml/namespaces.hpp"

namespace troupe::session {

namespace {

using xml::element;

element starttls(bool required) {
  element tag{"starttls", xml::ns::tls};
  if (required)
    tag.add(element{"required", xml::ns::tls});
  return tag;
}

void add_sasl(element& features, const auth::sasl_facts& sasl) {
  auto names = auth::offered_mechanisms(sasl);
  if (names.empty())
    return;
  element list{"mechanisms", xml::ns::sasl};
  for (const auto& name : names)
    list.add(element{"mechanism", xml::ns::sasl}.with_text(name));
  features.add(std::move(list));

  auto types = auth::channel_bindings(sasl);
  if (types.empty())
    return;
  element bindings{"sasl-channel-binding", ns::channel_bindings};
  for (const auto& type : types)
    bindings.add(
        element{"channel-binding", ns::channel_bindings}.with("type", type));
  features.add(std::move(bindings));
}

/// XEP-0478 §3: how much the peer may send at once, and how long nothing.
element limits(const config::limits_section& l, bool authenticated) {
  auto bytes = authenticated ? l.stanza_bytes : l.stanza_bytes_before_login;
  element tag{"limits", ns::limits};
  if (bytes != 0)
    tag.add(element{"max-bytes", ns::limits}.with_text(std::to_string(bytes)));
  auto idle = l.idle_timeout + l.ping_timeout;
  if (l.idle_timeout.count() != 0)
    tag.add(element{"idle-seconds", ns::limits}.with_text(
        std::to_string(idle.count())));
  return tag;
}

void add_before_login(element& features, const feature_facts& facts,
                      const auth::sasl_facts& sasl) {
  auto must_encrypt = facts.config->c2s.require_encryption;
  if (facts.can_start_tls && !facts.is_secure)
    features.add(starttls(must_encrypt));
  if (must_encrypt && !facts.is_secure)
    return; // RFC 6120 §5.3.1: nothing else where it is mandatory
  add_sasl(features, sasl);
  if (facts.config->registration.enabled)
    features.add(host::registration_feature());
}

void add_after_login(element& features) {
  features.add(element{"bind", xml::ns::bind});
  // RFC 3921 §3: for clients that still ask for it; it may be skipped.
  features.add(element{"session", xml::ns::session}.with(
      element{"optional", xml::ns::session}));
  features.add(element{"ver", ns::roster_versioning});
  features.add(element{"sub", ns::pre_approval});
  features.add(element{"csi", ns::client_state});
  features.add(element{"sm", ns::stream_management});
}

/// The same for all streams to a host until the configuration is another one,
/// and no small work: it is made once for each thread.
const element& capabilities(const feature_facts& facts) {
  static thread_local actors::shared_config made_for;
  static thread_local std::map<const config::host_section*, element> made;
  if (made_for != facts.config) {
    made.clear();
    made_for = facts.config;
  }
  auto [at, is_new] = made.try_emplace(facts.host);
  if (is_new)
    at->second = host::caps_element(facts.cards, *facts.host);
  return at->second;
}

} // namespace

xml::element stream_features(const feature_facts& facts,
                             const auth::sasl_facts& sasl) {
  element features{"features", xml::ns::stream};
  if (facts.is_authenticated)
    add_after_login(features);
  else
    add_before_login(features, facts, sasl);
  auto mandatory_tls = facts.config->c2s.require_encryption
                       && facts.can_start_tls && !facts.is_secure;
  if (!mandatory_tls)
    features.add(capabilities(facts));
  features.add(limits(facts.config->limits, facts.is_authenticated));
  return features;
}

std::string random_id() {
  return fmt::format("{:016x}{:08x}", base::random_bits(),
                     base::random_bits() >> 32);
}

} // namespace troupe::session
