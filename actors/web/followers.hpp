// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "actors/web/runner.hpp"
#include "net/http_server.hpp"

namespace troupe::web {

/// Who asks, and by what: so that it ends with its login or its token.
struct identity {
  std::string who; ///< "alice@localhost" or "token:NAME"
  std::string key; ///< the digest of the session's cookie, or the token's name
  bool by_token = false;
};

/// The commands that go on, each with the event stream of its client. Used on
/// the server's thread.
class followers {
public:
  /// `post` runs something on the server's thread.
  explicit followers(std::function<void(std::function<void()>)> post)
      : shared_(std::make_shared<state>(state{std::move(post), {}, 0})) {}
  ~followers();
  followers(const followers&) = delete;
  followers& operator=(const followers&) = delete;

  /// Has the command's events sent to the client until one of them ends.
  void open(const identity& of, const net::http_responder& to,
            const std::function<ending(follower)>& begin);
  /// Ends those of whom `stays` is false.
  void keep_only(const std::function<bool(const identity&)>& stays);
  bool any(bool by_token) const;
  std::size_t size() const { return shared_->open.size(); }

private:
  struct one {
    identity of;
    net::http_stream stream;
    ending end;
  };
  struct state {
    std::function<void(std::function<void()>)> post;
    std::map<std::uint64_t, one> open;
    std::uint64_t last = 0;
  };
  static void left(const std::shared_ptr<state>& s, std::uint64_t id);

  std::shared_ptr<state> shared_;
};

} // namespace troupe::web
