// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "actors/part/context.hpp"
#include "xml/stanza.hpp"

namespace troupe::observe {

/// States what became of a stanza and why, at the actor of address `at`: the
/// one call through which parts and actors tell the log and the tap.
void decided(const xml::jid& at, const xml::stanza& x, part::decision d);

/// From when on a stanza that reaches its session was slow, in milliseconds; 0:
/// never.
void call_slow_after(std::uint32_t milliseconds);

/// A stanza is being written to the stream of `to`: notes it if it was slow.
void written(const xml::jid& to, const xml::stanza& x);

} // namespace troupe::observe
