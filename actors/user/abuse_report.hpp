// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "persistence/operation.hpp"
#include "xml/element.hpp"
#include "xml/jid.hpp"

/// Spam Reporting, XEP-0377 0.4.1: reports that come with a block are kept in a
/// log of the reporter's domain, for its operators; `troupectl reports` lists
/// them.
namespace troupe::user {

namespace ns {
inline constexpr std::string_view reporting = "urn:xmpp:reporting:1";
}

/// The log, and how much of it there is: of a domain the newest `reports_kept`,
/// of one account `reports_per_hour`.
inline constexpr std::string_view reports_log = "reports";
inline constexpr std::uint64_t reports_kept = 10'000;
inline constexpr std::size_t reports_per_hour = 30;
/// Bytes of one report; texts and stanza ids beyond are left out.
inline constexpr std::size_t report_bytes = 16 * 1024;

/// The report that a block's `<item/>` has, as it is kept: its reason, texts,
/// stanza ids and consent to its use, with the JID that is reported. Nothing
/// where there is none or where it has no reason (§4).
std::optional<xml::element> report_in(const xml::element& item,
                                      const xml::jid& reported);

/// What one account may report in an hour, and the entries for the log.
class report_writer {
public:
  using time_point = std::chrono::system_clock::time_point;

  /// The entry to append; nothing where there were too many.
  std::optional<persistence::append>
  write(const xml::element& report, const xml::jid& reporter, time_point now);

private:
  std::vector<time_point> recent_; // those of the last hour
  std::int64_t last_ = 0;          // microseconds; ids only grow
};

} // namespace troupe::user
