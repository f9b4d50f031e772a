// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/address_book.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "actors/observe/counters.hpp"
#include "actors/registry/link_table.hpp"

namespace troupe::registry {

address_book::address_book(port& p) : port_(p) {
}

address_book::~address_book() = default;

std::size_t address_book::size() const {
  return links_ ? links_->size() : 0;
}

bool address_book::route(xml::stanza x, std::uint64_t session) {
  if (!links_)
    links_ = std::make_unique<link_table>();
  auto* to = links_->by_address(x.to().bare_view());
  if (to == nullptr) {
    make_room();
    auto address = x.to().bare();
    to = &links_->add(address.str());
    expect_news(*to);
    wait(*to, {std::move(x), session, {}, {}});
    port_.find_address(address);
    return false;
  }
  expect_news(*to);
  if (to->sink && to->in_flight < link_window && to->waiting.empty()) {
    ++to->in_flight;
    port_.send_inbound(to->sink, std::move(x));
    return true;
  }
  if (to->waiting.size() >= link_bound) {
    observe::count(observe::limit::link_bound);
    port_.refuse(x, xml::condition::resource_constraint);
    return true;
  }
  if (to->sink)
    observe::count(observe::limit::link_window);
  wait(*to, {std::move(x), session, {}, {}});
  return false;
}

void address_book::expect_news(link& to) {
  to.unconfirmed = tracking_;
  if (tracking_)
    links_->note(to);
}

void address_book::wait(link& to, queued next) {
  if (next.stanza && next.stanza.is_followed()) {
    const base::trace::scope within{next.stanza};
    next.parked = base::trace::parked{to.sink ? "credit" : "address"};
  }
  to.waiting.push_back(std::move(next));
  ++waiting_;
}

void address_book::found(const xml::jid& address,
                         const actors::addressable& sink) {
  auto* to = links_ ? links_->by_address(address.str()) : nullptr;
  if (to == nullptr)
    return;
  links_->connect(*to, sink);
  if (sink)
    return drain(*to);
  auto gone = std::exchange(to->waiting, {});
  waiting_ -= gone.size();
  links_->remove(*to);
  refuse_all(gone, xml::condition::remote_server_not_found);
}

void address_book::credit(const caf::actor_addr& peer, std::uint32_t count) {
  auto* to = links_ ? links_->by_actor(peer) : nullptr;
  if (to == nullptr)
    return;
  to->in_flight -= std::min(count, to->in_flight);
  drain(*to);
}

void address_book::forget(const caf::actor_addr& peer) {
  auto* to = links_ ? links_->by_actor(peer) : nullptr;
  if (to == nullptr)
    return;
  if (to->waiting.empty())
    return links_->remove(*to);
  links_->connect(*to, {});
  port_.find_address(*xml::jid::parse(to->address));
}

void address_book::lost(const caf::actor_addr& peer) {
  auto* to = links_ ? links_->by_actor(peer) : nullptr;
  if (to == nullptr)
    return;
  askers unanswered;
  if (to->question) {
    unanswered = std::exchange(*to->question, {});
    to->question.reset();
    to->unconfirmed = true; // if it stays
    links_->note(*to);
  }
  forget(peer);
  for (const auto& then : unanswered)
    then(false);
}

void address_book::close() {
  if (links_)
    links_->each([this](const link& to) {
      if (to.sink)
        port_.forsake(to.sink);
    });
  links_.reset();
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
  const base::trace::parked::running again{next.parked};
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
  if (links_)
    links_->each_of_news([&](link& to) {
      if (std::exchange(to.unconfirmed, false)) {
        ++all->open;
        ask(to, answered);
      } else if (to.question) { // that answer is for this one too
        ++all->open;
        to.question->push_back(answered);
      } else {
        return false;
      }
      return true;
    });
  answered(true);
}

void address_book::ask(link& to, std::function<void(bool)> then) {
  to.question = std::make_shared<askers>(1, std::move(then));
  std::function<void(bool)> answer
      = [this, asked = to.question,
         about = std::weak_ptr{links_->share(to)}](bool durable) {
          if (auto at = about.lock())
            end_question(*at, asked, durable);
          for (const auto& each : *asked)
            each(durable);
        };
  if (to.sink && to.waiting.empty())
    port_.confirm(to.sink, std::move(answer));
  else
    wait(to, queued{{}, 0, std::move(answer), {}});
}

void address_book::end_question(link& to, const std::shared_ptr<askers>& asked,
                                bool durable) {
  if (to.question == asked)
    to.question.reset();
  if (durable)
    return;
  // Where it fails nothing is known: the next question asks again.
  to.unconfirmed = true;
  links_->note(to);
}

void address_book::refuse_all(base::queue<queued>& all, xml::condition why) {
  for (auto& next : all) {
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
  if (links_->connected() < room_at_)
    return;
  observe::count(observe::limit::book_bound);
  links_->remove_if([this](const link& to) {
    // Credit for less than a step stays out until there is more.
    const bool is_idle = to.sink && to.in_flight < credit_step
                         && to.waiting.empty() && !to.unconfirmed
                         && !to.question;
    if (is_idle)
      port_.forsake(to.sink);
    return is_idle;
  });
  room_at_ = std::max(book_bound, 2 * links_->connected());
}

} // namespace troupe::registry
