// SPDX-License-Identifier: Apache-2.0
#include "actors/web/followers.hpp"

#include <utility>

#include "actors/admin/catalogue.hpp"
#include "actors/web/answers.hpp"

namespace troupe::web {

using nlohmann::json;

followers::~followers() {
  keep_only([](const identity&) { return false; });
}

void followers::open(const identity& of, const net::http_responder& to,
                     const std::function<ending(follower)>& begin) {
  const auto id = ++shared_->last;
  std::weak_ptr<state> weak = shared_;
  auto stream = to.stream([weak, id] {
    if (auto s = weak.lock())
      left(s, id);
  });
  shared_->open.emplace(id, one{of, stream, {}});
  follower tells;
  tells.event = [stream](const json& event) {
    stream.send("event", admin::to_line(event));
  };
  tells.ended = [stream, weak, id, post = shared_->post](const json& summary) {
    stream.end("ended", admin::to_line(summary));
    post([weak, id] {
      if (auto s = weak.lock())
        s->open.erase(id);
    });
  };
  auto end = begin(std::move(tells));
  if (auto at = shared_->open.find(id); at != shared_->open.end())
    at->second.end = std::move(end);
}

/// The client has gone.
void followers::left(const std::shared_ptr<state>& s, std::uint64_t id) {
  auto gone = s->open.extract(id);
  if (!gone.empty() && gone.mapped().end)
    gone.mapped().end();
}

void followers::keep_only(const std::function<bool(const identity&)>& stays) {
  for (auto i = shared_->open.begin(); i != shared_->open.end();) {
    if (stays(i->second.of)) {
      ++i;
      continue;
    }
    auto ended = shared_->open.extract(i++);
    if (ended.mapped().end)
      ended.mapped().end();
    ended.mapped().stream.end(
        "ended",
        admin::to_line(error_body("not_authorized", "the login has ended")));
  }
}

bool followers::any(bool by_token) const {
  for (const auto& [id, each] : shared_->open)
    if (each.of.by_token == by_token)
      return true;
  return false;
}

} // namespace troupe::web
