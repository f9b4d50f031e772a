// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "actors/user/blocking.hpp"
#include "tests/user/whole_account.hpp"

namespace troupe::test {

/// `<block/>` and its like with an item for each JID.
inline xml::element block_items(std::string_view name,
                                const std::vector<std::string>& jids) {
  xml::element x{name, user::ns::blocking};
  for (const auto& jid : jids)
    x.add(xml::element{"item", user::ns::blocking}.with("jid", jid));
  return x;
}

/// An item with a report (XEP-0377) that has those children.
inline xml::element reported_item(std::string_view jid, std::string_view reason,
                                  const std::vector<xml::element>& children) {
  xml::element report{"report", user::ns::reporting};
  if (!reason.empty())
    report.set("reason", reason);
  for (const auto& child : children)
    report.add(child);
  return xml::element{"item", user::ns::blocking}.with("jid", jid).with(report);
}

/// An account whose session "phone" blocks and unblocks.
class block_account : public whole_account {
public:
  block_account() { add_session("phone"); }
  explicit block_account(block_account& before) : whole_account(before) {
    add_session("phone");
  }

  std::string block(const std::vector<std::string>& jids) {
    return change(block_items("block", jids));
  }
  std::string unblock(const std::vector<std::string>& jids) {
    return change(block_items("unblock", jids));
  }
  std::vector<std::string> list() {
    auto answer = iq(session("phone").full.str(), xml::iq_type::get,
                     block_items("blocklist", {}));
    std::vector<std::string> result;
    for (const auto* item : answer.value().first_child()->children())
      result.emplace_back(item->attr_or_empty("jid"));
    return result;
  }

private:
  std::string change(xml::element payload) {
    return condition_in(
        iq(session("phone").full.str(), xml::iq_type::set, std::move(payload)));
  }
};

} // namespace troupe::test
