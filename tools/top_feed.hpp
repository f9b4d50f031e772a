// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "tools/top_source.hpp"

namespace troupe::tools {

/// A source whose censuses are called in from another thread, as a follower
/// does; who derives from it answers the other questions. Only the newest
/// census is kept for `next`.
class top_feed : public top_source {
public:
  void feed(nlohmann::json census);
  /// There will be none any more, and why. The first reason stays.
  void end(std::string why);

  result<nlohmann::json> next() override;
  void stop() override;

private:
  std::mutex lock_;
  std::condition_variable changed_;
  std::optional<nlohmann::json> newest_;
  std::optional<std::string> ended_;
};

} // namespace troupe::tools
