// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "xml/stanza.hpp"

namespace troupe::part {

namespace ns {
inline constexpr std::string_view stanza_ids = "urn:xmpp:sid:0";
}

/// The id of a message in archives and stanza-ids: its trace, as 16 lower-case
/// hexadecimal digits (XEP-0359 §4).
std::string archive_id(std::uint64_t trace);
inline std::string archive_id(const xml::stanza& x) {
  return archive_id(x.trace());
}

/// The trace that an archive id tells; 0 where it is none.
std::uint64_t trace_of(std::string_view archive_id);

/// Whether `x` has a stanza-id of `by`, a bare JID; whoever put it there.
bool has_stanza_id(const xml::stanza& x, const xml::jid& by);
/// `x` without such (§4 rule 2: nobody may speak in another's name).
xml::stanza without_stanza_id(const xml::stanza& x, const xml::jid& by);
/// `x` with its archive id by `by`, instead of any other by the same.
xml::stanza with_stanza_id(const xml::stanza& x, const xml::jid& by);

} // namespace troupe::part
