// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "actors/part/catalogue.hpp"

namespace troupe::user {

/// Message Carbons, XEP-0280 1.0.1: what one resource sends or gets, the others
/// that have asked for it see too. Each device gets a message once: as it is,
/// or as a copy.
class carbons : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<carbons>& d);
  explicit carbons(part::user_context& context) : context_(context) {}

  std::vector<std::pair<std::string, std::string>> describe() const override;

  void enable(const part::iq_request& request);
  void disable(const part::iq_request& request);
  part::verdict drop_returned(part::passage& p); ///< incoming, first of all
  part::verdict copy(part::passage& p);

private:
  void answer(const part::iq_request& request, bool enabled);
  bool is_copied(const part::passage& p) const;
  bool is_known_exchange(const part::passage& p);
  bool is_for(const part::session_record& s, const part::passage& p) const;
  void remember(std::uint64_t exchange);

  part::user_context& context_;
  /// Hashes of peer and id of the last messages that were eligible, so that
  /// errors which answer them are known (§6.1). A ring.
  std::vector<std::uint64_t> eligible_;
  std::size_t next_ = 0;
};

} // namespace troupe::user
