// SPDX-License-Identifier: Apache-2.0
#include "actors/user/abuse_report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>

#include "actors/part/stored_xml.hpp"
#include "actors/part/timestamp.hpp"
#include "xml/namespaces.hpp"

namespace troupe::user {

namespace {

constexpr std::string_view stanza_ids = "urn:xmpp:sid:0";
constexpr std::size_t reason_bytes = 256;

bool is_kept(const xml::element& x) {
  return x.is("stanza-id", stanza_ids) || x.is("text", ns::reporting)
         || x.is("report-origin", ns::reporting)
         || x.is("third-party", ns::reporting);
}

/// Sorts by time; that of no other account is the same.
std::string id_of(std::int64_t time, const std::string& reporter) {
  std::array<char, 34> text{};
  std::snprintf(
      text.data(), text.size(), "%016llx-%016llx",
      static_cast<unsigned long long>(time),
      static_cast<unsigned long long>(std::hash<std::string>{}(reporter)));
  return text.data();
}

} // namespace

std::optional<xml::element> report_in(const xml::element& item,
                                      const xml::jid& reported) {
  const auto* report = item.child("report", ns::reporting);
  if (report == nullptr)
    return {};
  auto reason = report->attr_or_empty("reason");
  // It is shown on one line.
  auto is_space = [](unsigned char c) { return c <= ' '; };
  if (reason.empty() || reason.size() > reason_bytes
      || std::ranges::any_of(reason, is_space))
    return {};
  auto result = xml::element{"report", ns::reporting}
                    .with("jid", reported.str())
                    .with("reason", reason);
  std::size_t bytes = 0;
  for (const auto* child : report->children()) {
    if (!is_kept(*child))
      continue;
    bytes += part::to_stored(*child).size();
    if (bytes > report_bytes)
      break;
    result.add(*child);
  }
  return result;
}

std::optional<persistence::append>
report_writer::write(const xml::element& report, const xml::jid& reporter,
                     time_point now) {
  // Also where the clock went back.
  std::erase_if(recent_, [now](time_point t) {
    return t > now || now - t >= std::chrono::hours{1};
  });
  if (recent_.size() >= reports_per_hour)
    return {};
  recent_.push_back(now);
  last_ = std::max(last_ + 1, part::microseconds(now));
  auto account = reporter.bare().str();
  return persistence::append{
      std::string{reporter.domain()},
      std::string{reports_log},
      {id_of(last_, account), last_, account, part::to_stored(report)}};
}

} // namespace troupe::user
