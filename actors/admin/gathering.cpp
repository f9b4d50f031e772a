// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/gathering.hpp"

#include <utility>

#include "actors/admin/catalogue.hpp"

namespace troupe::admin {

using nlohmann::json;

bool gathering::has_room() {
  auto left = room_.load();
  while (left > 0)
    if (room_.compare_exchange_weak(left, left - 1))
      return true;
  return false;
}

void gathering::take(json event) {
  if (over_)
    return;
  events_.push_back(std::move(event));
  if (events_.size() == most_)
    stop();
}

void gathering::end_by(ending end) {
  end_ = std::move(end);
}

void gathering::stop() {
  if (over_)
    return;
  if (end_)
    end_();
  finish(success(json::object()));
}

void gathering::finish(const outcome<json>& came) {
  if (std::exchange(over_, true))
    return;
  answer_(to_line(to_json(came ? success(whole(*came)) : came)));
}

json gathering::whole(const json& summary) {
  if (most_ == 1 && events_.size() == 1)
    return std::move(events_.front());
  auto all = summary.is_object() ? summary : json::object();
  all["events"] = std::move(events_);
  return all;
}

} // namespace troupe::admin
