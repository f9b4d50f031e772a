// SPDX-License-Identifier: Apache-2.0
#include "actors/web/sessions.hpp"

#include <algorithm>

#include "actors/web/secret.hpp"

namespace troupe::web {

std::string session_table::open(std::string jid, time_point now) {
  if (sessions_.size() >= most)
    sessions_.erase(std::ranges::min_element(
        sessions_, {}, [](const auto& each) { return each.second.used; }));
  auto secret = make_secret();
  sessions_.emplace(digest_of(secret), session{std::move(jid), now, now});
  return secret;
}

bool session_table::is_open(std::string_view digest, std::chrono::minutes idle,
                            time_point now) const {
  const auto at = sessions_.find(std::string{digest});
  return at != sessions_.end() && now - at->second.opened < longest
         && (idle.count() == 0 || now - at->second.used < idle);
}

std::string session_table::use(std::string_view digest,
                               std::chrono::minutes idle, time_point now) {
  const auto at = sessions_.find(std::string{digest});
  if (at == sessions_.end())
    return {};
  if (!is_open(digest, idle, now)) {
    sessions_.erase(at);
    return {};
  }
  at->second.used = now;
  return at->second.jid;
}

void session_table::close(std::string_view digest) {
  sessions_.erase(std::string{digest});
}

void session_table::keep_only(
    const std::function<bool(const std::string& jid)>& stays) {
  std::erase_if(sessions_,
                [&](const auto& each) { return !stays(each.second.jid); });
}

} // namespace troupe::web
