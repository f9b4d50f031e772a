// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/outbox.hpp"

#include <algorithm>
#include <utility>

namespace troupe::muc {

namespace {

using base::trace::parked;

/// What the room says because of a stanza that is followed is followed, too.
/// What has another trace, as the history has, is not of this one.
xml::stanza followed(xml::stanza x) {
  const auto at = base::trace::here;
  if (!at || (x.trace() != 0 && x.trace() != at.trace)) [[likely]]
    return x;
  return base::trace::said_again(std::move(x));
}

} // namespace

void outbox::push(std::variant<xml::stanza, step, batch> what) {
  const bool is_first = entries_.empty();
  entries_.push_back({std::move(what), parked{"turn"}});
  if (is_first)
    port_.go_on_later();
}

void outbox::send(xml::stanza x) {
  x = followed(std::move(x));
  if (sending_ || entries_.empty())
    port_.deliver(std::move(x));
  else
    push(std::move(x));
}

void outbox::send_all(const audience& to, xml::stanza x) {
  x = followed(std::move(x));
  if (sending_ || (entries_.empty() && to->size() <= at_once)) {
    for (const auto& each : *to)
      port_.deliver(x.with_to(each));
    return;
  }
  auto* last
      = entries_.empty() ? nullptr : std::get_if<batch>(&entries_.back().what);
  if (last != nullptr && last->to == to && last->at == 0
      && last->all.size() < most_together)
    return last->add(std::move(x));
  batch next{to, {}, 0, {}};
  next.add(std::move(x));
  push(std::move(next));
}

/// Whoever follows it waits until the last has it.
void outbox::batch::add(xml::stanza x) {
  if (x.is_followed()) {
    const base::trace::scope within{x};
    followed.emplace_back("slices");
  }
  all.push_back(std::move(x));
}

void outbox::batch::end() {
  for (const auto& p : followed)
    const parked::running done{p};
}

void outbox::in_slices(std::function<bool()> each) {
  if (sending_) { // from within another step
    while (each()) {
    }
    return;
  }
  if (!entries_.empty() || each())
    push(std::move(each));
}

void outbox::behind_all(std::function<void()> then) {
  if (entries_.empty())
    return then();
  push(step{[then = std::move(then)] {
    then();
    return false;
  }});
}

void outbox::go_on() {
  held_up_ = port_.held_back() > most_held_back;
  if (held_up_)
    return;
  // A turn is for all that waits: each has its own trace, or none.
  const base::trace::scope apart{base::trace::position{}};
  sending_ = true;
  take_turn();
  sending_ = false;
  if (!entries_.empty())
    port_.go_on_later();
}

/// All single stanzas in front, and then a slice of what is for many.
void outbox::take_turn() {
  while (!entries_.empty()) {
    auto next = std::move(entries_.front());
    const parked::running again{next.followed};
    if (auto* x = std::get_if<xml::stanza>(&next.what)) {
      entries_.pop_front();
      port_.deliver(std::move(*x));
      continue;
    }
    auto* many = std::get_if<batch>(&next.what);
    if (many != nullptr ? send_slice(*many) : std::get<step>(next.what)())
      entries_.front() = {std::move(next.what), parked{"turn"}};
    else
      entries_.pop_front();
    return;
  }
}

bool outbox::send_slice(batch& b) {
  const auto slice = std::max<std::size_t>(at_once / b.all.size(), 4);
  const auto end = std::min(b.at + slice, b.to->size());
  for (; b.at < end; ++b.at)
    for (const auto& x : b.all)
      port_.deliver(x.with_to((*b.to)[b.at]));
  const bool is_more = b.at < b.to->size();
  if (!is_more)
    b.end();
  return is_more;
}

void outbox::look_again() {
  if (held_up_ && port_.held_back() <= most_held_back / 2) {
    held_up_ = false;
    port_.go_on_later();
  }
}

} // namespace troupe::muc
