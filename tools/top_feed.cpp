// SPDX-License-Identifier: Apache-2.0
#include "tools/top_feed.hpp"

#include <utility>

namespace troupe::tools {

using nlohmann::json;

void top_feed::feed(json census) {
  const std::lock_guard guard{lock_};
  newest_ = std::move(census);
  changed_.notify_one();
}

void top_feed::end(std::string why) {
  const std::lock_guard guard{lock_};
  if (!ended_)
    ended_ = std::move(why);
  changed_.notify_one();
}

top_source::result<json> top_feed::next() {
  std::unique_lock held{lock_};
  changed_.wait(held, [this] { return newest_ || ended_; });
  if (newest_)
    return {boost::system::in_place_value,
            *std::exchange(newest_, std::nullopt)};
  return {boost::system::in_place_error, *ended_};
}

void top_feed::stop() {
  end("stopped");
}

} // namespace troupe::tools
