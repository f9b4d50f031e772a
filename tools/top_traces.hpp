// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>

#include <nlohmann/json.hpp>

namespace troupe::tools {

/// The last traces that went by the address that is looked at: those that came
/// since, and those that are kept. From any thread.
class top_traces {
public:
  static constexpr std::size_t most = 20;

  /// From now on those of that address; of the one before nothing stays.
  void look_at(const std::string& jid);
  /// One that has come for it; one for another comes too late.
  void add(const std::string& jid, nlohmann::json trace);
  /// With those that the server keeps: a list, the newest first, each once.
  nlohmann::json with(const nlohmann::json& kept) const;

private:
  mutable std::mutex lock_;
  std::string jid_;
  std::deque<nlohmann::json> came_;
};

} // namespace troupe::tools
