// SPDX-License-Identifier: Apache-2.0
#include "actors/web/tokens.hpp"

#include <nlohmann/json.hpp>

#include "actors/web/secret.hpp"

namespace troupe::web {

using nlohmann::json;
using std::chrono::system_clock;

namespace {

/// A deleted token is refused after this at the latest.
constexpr std::chrono::milliseconds fresh{500};

std::int64_t seconds_of(system_clock::time_point at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch())
      .count();
}

system_clock::time_point time_of(const json& seconds) {
  return system_clock::time_point{
      std::chrono::seconds{seconds.get<std::int64_t>()}};
}

} // namespace

std::string to_blob(const token& t) {
  json blob{{"digest", t.digest}, {"created", seconds_of(t.created)}};
  if (t.expires)
    blob["expires"] = seconds_of(*t.expires);
  return blob.dump();
}

std::optional<token> from_blob(std::string_view name, std::string_view blob) {
  const auto read = json::parse(blob, nullptr, false);
  if (!read.is_object() || !read.contains("digest")
      || !read["digest"].is_string() || !read.contains("created")
      || !read["created"].is_number_integer())
    return std::nullopt;
  token t{std::string{name}, read["digest"], time_of(read["created"]), {}};
  if (read.contains("expires")) {
    if (!read["expires"].is_number_integer())
      return std::nullopt;
    t.expires = time_of(read["expires"]);
  }
  return t;
}

std::vector<token> tokens_in(const persistence::map_entries& entries) {
  std::vector<token> all;
  for (const auto& [name, blob] : entries)
    if (auto read = from_blob(name, blob))
      all.push_back(std::move(*read));
  return all;
}

void token_cache::find(std::string secret, system_clock::time_point today,
                       std::function<void(std::string)> then) {
  use([digest = digest_of(secret), today,
       then = std::move(then)](const list& all) {
    std::string name;
    if (all)
      for (const auto& each : *all)
        if (same(each.digest, digest)
            && (!each.expires || *each.expires > today))
          name = each.name;
    then(std::move(name));
  });
}

void token_cache::use(std::function<void(const list&)> then) {
  if (known_ && now_() - at_ < fresh)
    return then(known_);
  waiting_.push_back(std::move(then));
  if (waiting_.size() > 1)
    return;
  at_ = now_(); // what changes from here on may be missed
  read_([this, alive = std::weak_ptr{alive_}](list came) {
    if (!alive.expired())
      on_read(std::move(came));
  });
}

void token_cache::on_read(list came) {
  known_ = std::move(came);
  for (auto& each : std::exchange(waiting_, {}))
    each(known_);
}

} // namespace troupe::web
