// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/context.hpp"
#include "xml/stanza.hpp"

namespace troupe::observe {

/// States what became of a stanza and why, at the actor of address `at`: the
/// one call through which parts and actors tell the log and the tap.
void decided(const xml::jid& at, const xml::stanza& x, part::decision d);

} // namespace troupe::observe
