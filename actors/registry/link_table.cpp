// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/link_table.hpp"

namespace troupe::registry {

link* link_table::by_address(std::string_view bare) const {
  if (last_ != nullptr && last_->address == bare)
    return last_;
  const auto at = all_.find(bare);
  return at == all_.end() ? nullptr : last_ = at->get();
}

link* link_table::by_actor(const caf::actor_addr& peer) const {
  const auto at = peer ? actors_.find(peer.id()) : actors_.end();
  return at == actors_.end() ? nullptr : *at;
}

link& link_table::add(std::string bare) {
  return **all_.insert(std::make_shared<link>(std::move(bare))).first;
}

void link_table::connect(link& x, const actors::addressable& sink) {
  if (x.sink)
    actors_.erase(&x);
  x.sink = sink;
  x.in_flight = 0;
  if (x.sink)
    actors_.insert(&x);
}

void link_table::remove(link& x) {
  connect(x, {});
  if (x.is_news)
    std::erase(news_, &x);
  if (last_ == &x)
    last_ = nullptr;
  all_.erase(all_.find(std::string_view{x.address}));
}

void link_table::note(link& x) {
  if (!std::exchange(x.is_news, true))
    news_.push_back(&x);
}

std::shared_ptr<link> link_table::share(link& x) const {
  return *all_.find(std::string_view{x.address});
}

} // namespace troupe::registry
