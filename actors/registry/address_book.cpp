// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/address_book.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <caf/actor_cast.hpp>

namespace troupe::registry {

namespace {

caf::actor_addr address_of(const actors::addressable& sink) {
  return caf::actor_cast<caf::actor_addr>(sink);
}

} // namespace

bool address_book::route(xml::stanza x, std::uint64_t session) {
  auto at = links_.find(x.to().bare_view());
  if (at == links_.end()) {
    make_room();
    auto address = x.to().bare();
    auto& fresh = links_[address.str()];
    fresh.unconfirmed = tracking_;
    wait(fresh, std::move(x), session);
    port_.find_address(address);
    return false;
  }
  auto& to = at->second;
  to.unconfirmed = tracking_;
  if (!to.sink || to.in_flight >= link_window || !to.waiting.empty())
    return wait(to, std::move(x), session);
  ++to.in_flight;
  port_.send_inbound(to.sink, std::move(x));
  return true;
}

bool address_book::wait(link& to, xml::stanza x, std::uint64_t session) {
  if (to.waiting.size() >= link_bound) {
    port_.refuse(x, xml::condition::resource_constraint);
    return true;
  }
  wait(to, {std::move(x), session, {}});
  return false;
}

void address_book::wait(link& to, queued next) {
  to.waiting.push_back(std::move(next));
  ++waiting_;
}

void address_book::found(const xml::jid& address,
                         const actors::addressable& sink) {
  auto at = links_.find(address.str());
  if (at == links_.end())
    return;
  if (!sink) {
    auto gone = std::move(at->second);
    links_.erase(at);
    waiting_ -= gone.waiting.size();
    refuse_all(gone, xml::condition::remote_server_not_found);
    return;
  }
  at->second.sink = sink;
  at->second.in_flight = 0;
  names_[address_of(sink)] = address.str();
  drain(at->second);
}

void address_book::credit(const caf::actor_addr& peer, std::uint32_t count) {
  auto name = peer ? names_.find(peer) : names_.end();
  if (name == names_.end())
    return;
  auto& to = links_.at(name->second);
  to.in_flight -= std::min(count, to.in_flight);
  drain(to);
}

void address_book::forget(const caf::actor_addr& peer) {
  auto name = peer ? names_.find(peer) : names_.end();
  if (name == names_.end())
    return;
  auto key = std::move(name->second);
  names_.erase(name);
  auto at = links_.find(key);
  if (at->second.waiting.empty()) {
    links_.erase(at);
    return;
  }
  at->second.sink = actors::addressable{};
  at->second.in_flight = 0;
  port_.find_address(*xml::jid::parse(key));
}

void address_book::close() {
  for (auto& [key, to] : links_)
    if (to.sink)
      port_.forsake(to.sink);
  links_.clear();
  names_.clear();
  waiting_ = 0;
}

void address_book::drain(link& to) {
  while (!to.waiting.empty() && to.in_flight < link_window) {
    auto next = std::move(to.waiting.front());
    to.waiting.pop_front();
    --waiting_;
    send(to, std::move(next));
  }
  if (to.waiting.empty())
    to.waiting.shrink();
}

void address_book::send(link& to, queued next) {
  if (next.question)
    return port_.confirm(to.sink, std::move(next.question));
  ++to.in_flight;
  port_.send_inbound(to.sink, std::move(next.stanza));
  if (next.session != 0)
    port_.left(next.session);
}

void address_book::confirm(std::function<void(bool)> then) {
  struct gathering {
    std::size_t open = 1; // held until all are asked
    bool durable = true;
    std::function<void(bool)> then;
  };
  auto all = std::make_shared<gathering>();
  all->then = std::move(then);
  auto answered = [all](bool durable) {
    all->durable = all->durable && durable;
    if (--all->open == 0)
      all->then(all->durable);
  };
  for (auto& [key, to] : links_) {
    const auto is_news = std::exchange(to.unconfirmed, false);
    if (!is_news && !to.question)
      continue;
    ++all->open;
    if (!is_news) { // that answer is for this one too
      to.question->push_back(answered);
      continue;
    }
    to.question = std::make_shared<askers>(1, answered);
    auto answer = [this, asked = to.question, key = key](bool durable) {
      end_question(key, asked, durable);
      for (const auto& then : *asked)
        then(durable);
    };
    if (to.sink && to.waiting.empty())
      port_.confirm(to.sink, std::move(answer));
    else
      wait(to, queued{{}, 0, std::move(answer)});
  }
  answered(true);
}

void address_book::end_question(const std::string& key,
                                const std::shared_ptr<askers>& asked,
                                bool durable) {
  auto at = links_.find(key);
  if (at == links_.end())
    return;
  if (at->second.question == asked)
    at->second.question.reset();
  // Where it fails nothing is known: the next question asks again.
  if (!durable)
    at->second.unconfirmed = true;
}

void address_book::refuse_all(link& to, xml::condition why) {
  for (auto& next : to.waiting) {
    if (next.question) {
      next.question(true); // what was refused leaves nothing to be stored
      continue;
    }
    port_.refuse(next.stanza, why);
    if (next.session != 0)
      port_.left(next.session);
  }
}

void address_book::make_room() {
  if (names_.size() < room_at_)
    return;
  for (auto at = links_.begin(); at != links_.end();) {
    // Credit for less than a step stays out until there is more.
    auto idle = at->second.sink && at->second.in_flight < credit_step
                && at->second.waiting.empty() && !at->second.unconfirmed
                && !at->second.question;
    if (idle) {
      names_.erase(address_of(at->second.sink));
      port_.forsake(at->second.sink);
    }
    at = idle ? links_.erase(at) : std::next(at);
  }
  room_at_ = std::max(book_bound, 2 * names_.size());
}

} // namespace troupe::registry
