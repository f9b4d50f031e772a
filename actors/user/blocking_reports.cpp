// SPDX-License-Identifier: Apache-2.0
// Reports that come with a block, XEP-0377.
#include <algorithm>

#include "actors/part/timestamp.hpp"
#include "actors/user/blocking.hpp"

namespace troupe::user {

// §5: whatever is wrong with a report, the block is made; and with the answer
// to it the report is kept.
bool blocking::add_reports(const part::iq_request& request, const jids& items,
                           persistence::transaction& ops) {
  auto elements = request.payload.children();
  auto before = ops.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto report = report_in(*elements[i], items[i]);
    if (!report)
      continue;
    auto entry = reports_.write(*report, context_.self(), context_.now());
    if (entry)
      ops.emplace_back(std::move(*entry));
    else
      context_.note(
          request.iq,
          part::decision{part::outcome::dropped, "too many in an hour"}.called(
              "report dropped"));
  }
  return ops.size() > before;
}

/// The oldest make room.
void blocking::trim_reports() {
  std::string domain{context_.self().domain()};
  context_.run({persistence::get_count{domain, std::string{reports_log}}},
               [this, domain](auto r) {
                 auto count = r ? std::get<std::uint64_t>(r->at(0)) : 0;
                 if (count <= reports_kept)
                   return;
                 auto soon = context_.now() + std::chrono::hours{24};
                 auto time = part::microseconds(soon);
                 context_.run(
                     {persistence::expire{domain, std::string{reports_log},
                                          time, count - reports_kept}},
                     [](const auto&) {});
               });
}

} // namespace troupe::user
