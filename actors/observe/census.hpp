// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "actors/base/trace.hpp"
#include "actors/observe/counters.hpp"
#include "actors/observe/heavy_hitters.hpp"
#include "actors/observe/waiting_messages.hpp"

namespace troupe::observe {

/// Who is busy with what: an account of the messages that were counted since
/// the last, each standing for `sampling` of them; who is stuck; and which
/// domains stanzas could not be sent to. Used by one thread.
class census {
public:
  /// Actors and edges that are told of by name, the busiest first.
  static constexpr std::size_t most_told = 200;
  /// Among them so many whose messages wait for the longest time, busy or not.
  static constexpr std::size_t most_stuck = 20;
  /// Domains that are counted apart.
  static constexpr std::size_t most_domains = 64;
  /// Busy actors that are counted apart; the rest count for their kind only.
  static constexpr std::size_t most_known = 20'000;

  void take(const base::trace::record& r, std::uint32_t sampling);
  /// What happened in so many seconds, as docs/openapi.json has it; begins
  /// anew.
  nlohmann::json account(double seconds, std::uint32_t sampling,
                         std::uint64_t dropped);

private:
  struct figures {
    double messages = 0;
    std::int64_t busy = 0; ///< nanoseconds
    double waited = 0;     ///< nanoseconds, summed
    std::int64_t longest = 0;
    double depth = 0;
    std::uint32_t deepest = 0;
    std::int64_t age = 0; ///< of the oldest message that waits; nanoseconds

    void add(const base::trace::record& r, std::uint32_t weight);
    nlohmann::json told(double seconds) const;
  };
  struct member {
    std::string kind, name;
    figures of;
    std::int16_t worker = -1; ///< that has handled the last of its messages
    std::size_t memory = 0;   ///< as it was then; 0: unknown
  };
  using actor = std::pair<const std::uint64_t, member>;
  struct edge_hash {
    std::size_t
    operator()(const std::pair<std::uint64_t, std::uint64_t>& x) const {
      return std::hash<std::uint64_t>{}(x.first * 0x9e3779b97f4a7c15U
                                        ^ x.second);
    }
  };

  void take_decision(const base::trace::record& r);
  void take_handled(const base::trace::record& r, std::uint32_t sampling);
  member* member_of(std::uint64_t id, const char* kind, std::size_t most);
  void add_waiting();
  std::vector<const actor*> chosen() const;
  nlohmann::json tell_kinds(double seconds, const totals& counted) const;
  nlohmann::json tell_actors(double seconds,
                             std::vector<std::uint64_t>& told) const;
  nlohmann::json tell_domains(double seconds) const;
  nlohmann::json tell_edges(double seconds,
                            const std::vector<std::uint64_t>& told) const;
  nlohmann::json tell_flows(double seconds) const;
  std::string kind_of(std::uint64_t actor) const;

  std::unordered_map<std::uint64_t, member> actors_;
  waiting_messages waiting_;
  heavy_hitters domains_{most_domains};
  std::unordered_map<std::pair<std::uint64_t, std::uint64_t>, double, edge_hash>
      edges_;
  std::map<std::string, figures, std::less<>> kinds_;
  /// What actors are; kept from one account to the next.
  std::unordered_map<std::uint64_t, std::pair<std::string, std::string>> known_;
};

} // namespace troupe::observe
