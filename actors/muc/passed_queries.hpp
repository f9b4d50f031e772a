// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "xml/jid.hpp"

namespace troupe::muc {

/// An IQ request that one occupant has sent to another.
struct passed_query {
  xml::jid asker; ///< real, full
  xml::jid of;    ///< the occupant's address that was asked
  xml::jid asked; ///< the real address that it went to
  std::string id; ///< the asker's own
  std::chrono::system_clock::time_point at{}; ///< when he has asked
};

/// Requests that wait for an answer, under ids that tell nothing of who asked
/// (XEP-0045 §17.4). The oldest give way: their askers get no answer.
class passed_queries {
public:
  static constexpr std::size_t bound = 1'000;
  static constexpr std::size_t bound_each = 32; ///< of one bare JID
  /// What has no answer by then is not waited for.
  static constexpr std::chrono::minutes patience{5};

  /// Whether so many of his requests wait that he may send no more.
  bool is_full_for(const xml::jid& asker,
                   std::chrono::system_clock::time_point now) const;
  /// The id to pass it on with.
  std::string add(passed_query x);
  /// What was passed on with that id to who now answers; then it is forgotten.
  std::optional<passed_query> take(std::string_view id, const xml::jid& from);
  std::size_t size() const { return waiting_.size(); }

private:
  struct entry {
    std::string id;
    passed_query query;
  };

  std::vector<entry> waiting_; // the oldest first
  std::uint64_t made_ = 0;
};

} // namespace troupe::muc
