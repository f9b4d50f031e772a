// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "xml/element.hpp"

namespace troupe::session {

/// Where a client's stream stands (RFC 6120 §4.3, §9.1).
///
///   opening ─ header ─▶ login ─ auth ─▶ authenticating ─ success ─▶ opening
///      ▲                  │                    │ failure
///      └─ securing ◀──────┘ starttls           └──▶ login
///   opening (authenticated) ─ header ─▶ binding ─ bind ─▶ active
///   any ─ error, </stream:stream>, gone ─▶ closing
enum class phase : std::uint8_t {
  opening,
  login,
  securing,
  authenticating,
  binding,
  active,
  closing,
};

/// As the enumerator; a literal.
constexpr std::string_view name_of(phase x) {
  constexpr std::string_view names[]
      = {"opening", "login",  "securing", "authenticating",
         "binding", "active", "closing"};
  return names[static_cast<std::size_t>(x)];
}

/// What a top-level element leads to.
enum class step : std::uint8_t {
  start_tls,
  begin_sasl,
  continue_sasl,
  abort_sasl,
  early_iq,    ///< before login: registration, or the error not-authorized
  bind,        ///< after login: resource binding, legacy session
  stanza,      ///< from a bound session
  management,  ///< XEP-0198: enable, resume, r, a
  state,       ///< XEP-0352: active, inactive
  not_allowed, ///< a stanza where none may be yet: stream error
  unsupported, ///< not an element of this protocol: stream error
};

/// The step for `tag` in a phase; pure.
step step_for(phase in, const xml::element& tag);

} // namespace troupe::session
