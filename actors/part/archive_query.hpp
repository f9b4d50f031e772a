// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/server_config.hpp"
#include "persistence/store.hpp"
#include "xml/stanza.hpp"

/// What a client asks of an archive, and how it is answered: XEP-0313 §4
/// without the store.
namespace troupe::part {

namespace ns {
inline constexpr std::string_view archive = "urn:xmpp:mam:2";
inline constexpr std::string_view full_text = "urn:xmpp:fulltext:0";
} // namespace ns

/// The log that an archive is.
inline constexpr std::string_view archive_log = "archive";

struct archive_query {
  persistence::log_query wanted; ///< `limit` is what the page may have
  xml::jid with;                 ///< a full JID, else empty (§4.1.1)
  std::string queryid;
  bool flip = false;    ///< the page is sent newest first (§4.3.4)
  bool nothing = false; ///< a text without any word was looked for

  /// Nothing is selected: all of the archive is asked for.
  bool is_for_all() const;
};

/// Reads the `<query/>` of an IQ set. Errors: `feature-not-implemented` for an
/// unknown field (§4.1.6), `item-not-found` for a node, `jid-malformed` or
/// `bad-request` for what is no JID, no time or no form for archives.
boost::system::result<archive_query, xml::stanza_error>
read_archive_query(const xml::element& query,
                   const config::archive_section& rules);

/// The answer to an IQ get: the fields that a query may have (§4.1.6).
xml::element archive_form(const config::archive_section& rules);

/// One entry as it is sent (§4.2): its message in `<result/>` and
/// `<forwarded/>` (XEP-0297). The entry's blob is `message`.
xml::stanza archive_result(const archive_query& query,
                           const persistence::log_entry& entry,
                           xml::element message);

/// What ends a page (§4.3).
xml::element archive_fin(const std::vector<persistence::log_entry>& page,
                         bool complete, std::optional<std::uint64_t> count);

/// The first and the last entry of an archive, as pages of one (§5).
xml::element archive_metadata(const persistence::log_page& first,
                              const persistence::log_page& last);

} // namespace troupe::part
