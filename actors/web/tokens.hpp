// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "persistence/operation.hpp"

namespace troupe::web {

/// Where the store keeps them: a map, by name.
inline constexpr std::string_view token_owner = "server";
inline constexpr std::string_view token_map = "web-tokens";

/// A bearer token, as it is stored: the secret itself is not.
struct token {
  std::string name;
  std::string digest; ///< of the secret, see `digest_of`
  std::chrono::system_clock::time_point created;
  std::optional<std::chrono::system_clock::time_point> expires;
};

/// What the store keeps under the name.
std::string to_blob(const token& t);
std::optional<token> from_blob(std::string_view name, std::string_view blob);
/// Those of the whole map; what cannot be read is none.
std::vector<token> tokens_in(const persistence::map_entries& entries);

/// The tokens as they were a moment ago. One read is under way at a time; who
/// asks meanwhile waits for it.
class token_cache {
public:
  using list = std::optional<std::vector<token>>;
  using reader = std::function<void(std::function<void(list)>)>;
  using clock = std::function<std::chrono::steady_clock::time_point()>;

  /// `read` answers on the caller's thread, now or later, even when the cache
  /// has gone.
  token_cache(reader read, clock now)
      : read_(std::move(read)), now_(std::move(now)) {}

  /// The name of the token of this secret that has not expired; empty where
  /// there is none.
  void find(std::string secret, std::chrono::system_clock::time_point today,
            std::function<void(std::string)> then);
  /// Hands the list on.
  void use(std::function<void(const list&)> then);

private:
  void on_read(list came);

  reader read_;
  clock now_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  list known_;
  std::chrono::steady_clock::time_point at_;
  std::vector<std::function<void(const list&)>> waiting_;
};

} // namespace troupe::web
