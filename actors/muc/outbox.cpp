// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/outbox.hpp"

#include <algorithm>
#include <utility>

namespace troupe::muc {

void outbox::push(std::variant<xml::stanza, step, batch> entry) {
  const bool is_first = entries_.empty();
  entries_.push_back(std::move(entry));
  if (is_first)
    port_.go_on_later();
}

void outbox::send(xml::stanza x) {
  if (sending_ || entries_.empty())
    port_.deliver(std::move(x));
  else
    push(std::move(x));
}

void outbox::send_all(const audience& to, xml::stanza x) {
  if (sending_ || (entries_.empty() && to->size() <= at_once)) {
    for (const auto& each : *to)
      port_.deliver(x.with_to(each));
    return;
  }
  auto* last
      = entries_.empty() ? nullptr : std::get_if<batch>(&entries_.back());
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
    const base::trace::parked::running done{p};
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
  sending_ = true;
  take_turn();
  sending_ = false;
  if (!entries_.empty())
    port_.go_on_later();
}

/// All single stanzas in front, and then a slice of what is for many.
void outbox::take_turn() {
  while (!entries_.empty()) {
    auto entry = std::move(entries_.front());
    if (auto* x = std::get_if<xml::stanza>(&entry)) {
      entries_.pop_front();
      port_.deliver(std::move(*x));
      continue;
    }
    auto* many = std::get_if<batch>(&entry);
    if (many != nullptr ? send_slice(*many) : std::get<step>(entry)())
      entries_.front() = std::move(entry);
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
