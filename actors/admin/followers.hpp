// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <caf/actor_addr.hpp>

#include "actors/admin/audit_file.hpp"
#include "actors/admin/listener.hpp"

namespace troupe::admin {

/// A command that goes on, and whom it tells.
struct follower {
  command_use use;
  std::shared_ptr<listener> to;
  ending end; ///< the command's
  caf::actor_addr asker;
};

/// The commands that go on: a bounded number. Ends them all with its own end,
/// which is the server's.
class followers {
public:
  static constexpr std::size_t most = 16;

  followers() = default;
  ~followers();
  followers(const followers&) = delete;
  followers& operator=(const followers&) = delete;

  bool is_full() const { return all_.size() >= most; }
  std::size_t size() const { return all_.size(); }
  /// @pre not full
  std::uint64_t add(follower one);
  follower* find(std::uint64_t id);
  /// Forgets one; nothing where it is not there any more.
  std::optional<follower> take(std::uint64_t id);
  /// The first that was asked for by that actor.
  std::optional<std::uint64_t> of(const caf::actor_addr& asker) const;

private:
  std::map<std::uint64_t, follower> all_;
  std::uint64_t last_ = 0;
};

} // namespace troupe::admin
