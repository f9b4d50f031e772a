// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "actors/part/catalogue.hpp"

namespace troupe::user {

namespace ns {
inline constexpr std::string_view last_activity = "jabber:iq:last";
}

/// Last Activity, XEP-0012 2.0: when the last session went and what it said
/// then, for those who may see presence. The document "last-activity".
class last_activity : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<last_activity>& d);
  explicit last_activity(part::user_context& context) : context_(context) {}

  void start() override;
  void session_closed(part::session_record& s) override;
  void account_removed() override { removed_ = true; }

  void answer(const part::iq_request& request);
  part::verdict guard(part::passage& p); ///< incoming IQs to a resource
  part::verdict watch(part::passage& p); ///< outgoing presence

private:
  struct record {
    std::int64_t seconds; ///< since the Unix epoch
    std::string status;   ///< of the last unavailable presence
  };

  static std::optional<record> read(std::string_view blob);

  part::user_context& context_;
  std::optional<record> last_;
  std::string status_;   // of the last unavailable presence of this time
  bool removed_ = false; // its sessions end after its data: leave nothing
};

} // namespace troupe::user
