// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "actors/auth/sasl_exchange.hpp"
#include "actors/messages.hpp"
#include "actors/part/card.hpp"
#include "config/server_config.hpp"
#include "xml/element.hpp"

namespace troupe::session {

namespace ns {
inline constexpr std::string_view limits = "urn:xmpp:stream-limits:0";
inline constexpr std::string_view channel_bindings = "urn:xmpp:sasl-cb:0";
inline constexpr std::string_view roster_versioning
    = "urn:xmpp:features:rosterver";
inline constexpr std::string_view pre_approval
    = "urn:xmpp:features:pre-approval";
inline constexpr std::string_view client_state = "urn:xmpp:csi:0";
inline constexpr std::string_view stream_management = "urn:xmpp:sm:3";
} // namespace ns

/// What decides which features a stream is offered.
struct feature_facts {
  actors::shared_config config;
  const config::host_section* host = nullptr; ///< of `config`
  std::span<const part::card> cards;
  bool can_start_tls = false;
  bool is_secure = false;
  bool is_authenticated = false;
};

/// `<stream:features/>`: STARTTLS, SASL with its channel bindings (XEP-0440)
/// and registration before login (RFC 6120 §4.3.2); resource binding, roster
/// versioning, pre-approval, client state and stream management after it; the
/// server's capabilities (XEP-0115) and limits (XEP-0478) on both.
xml::element stream_features(const feature_facts& facts,
                             const auth::sasl_facts& sasl);

/// Unpredictable, for streams (RFC 6120 §4.7.3) and requests.
std::string random_id();

} // namespace troupe::session
