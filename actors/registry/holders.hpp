// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>

#include "actors/messages.hpp"
#include "actors/registry/address_book.hpp"

namespace troupe::registry {

/// Who holds this actor's handle, and what they are owed: the other end of an
/// address book. Keeps no holder alive.
class holders {
public:
  void add(const caf::strong_actor_ptr& holder) {
    if (holder)
      handled_.try_emplace(caf::actor_cast<caf::actor_addr>(holder), 0u);
  }

  /// Counts one stanza of `sender` as handled; the credit to give back now.
  std::uint32_t handled(const caf::strong_actor_ptr& sender) {
    if (!sender)
      return 0;
    auto at = handled_.find(sender.get());
    if (at == handled_.end() || ++at->second < credit_step)
      return 0;
    return std::exchange(at->second, 0u);
  }

  void remove(const caf::actor_addr& holder) {
    if (holder)
      handled_.erase(holder);
  }
  void clear() { handled_.clear(); }
  bool empty() const { return handled_.empty(); }
  std::size_t size() const { return handled_.size(); }

  /// Those that are still there, in an order that is the same in each run.
  std::vector<actors::addressable> alive() const {
    std::vector<actors::addressable> result;
    for (const auto& [address, count] : handled_)
      if (auto strong = caf::actor_cast<caf::strong_actor_ptr>(address))
        result.push_back(caf::actor_cast<actors::addressable>(strong));
    std::ranges::sort(result, {}, [](const auto& x) { return x.id(); });
    return result;
  }

private:
  /// Asked with each stanza: without a look at the actors themselves.
  struct by_place {
    using is_transparent = void;
    using pointer = const caf::actor_control_block*;
    static pointer place(pointer x) { return x; }
    static pointer place(const caf::actor_addr& x) { return x.get(); }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return std::less<pointer>{}(place(a), place(b));
    }
  };

  /// Of most there is one: a hash table would begin with 13 buckets.
  std::map<caf::actor_addr, std::uint32_t, by_place> handled_;
};

} // namespace troupe::registry
