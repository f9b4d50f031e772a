// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "xml/stanza.hpp"

/// What a session looks at before it hands a stanza to the account.
namespace troupe::session {

/// RFC 6120 §8.1.2.1: `from` is absent, or the bare or full JID of the one who
/// sends.
bool may_be_from(const xml::element& tag, const xml::jid& full);

/// RFC 6120 §8.1.3, §8.2.3: an IQ has an id and a known type; a request has
/// exactly one payload, an answer at most one.
bool is_well_formed(const xml::stanza& iq);

/// RFC 3921 §3, which clients still send: there is nothing left to do.
bool is_legacy_session(const xml::stanza& x);

} // namespace troupe::session
