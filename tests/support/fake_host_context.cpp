// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_host_context.hpp"

#include <algorithm>
#include <stdexcept>

namespace troupe::support {

fake_host_context::fake_host_context(std::string_view domain)
    : clock(std::chrono::seconds{1'700'000'000}),
      self_(jid(domain)),
      started_(clock),
      store_(std::move(*persistence::open("memory", {}))) {
  section.name = domain;
}

fake_host_context::~fake_host_context() = default;

void fake_host_context::start_parts() {
  if (!routes_.conflicts().empty())
    throw std::logic_error(routes_.conflicts().front());
  parts_ = routes_.make(*this);
  for (auto& p : parts_)
    p->start();
}

std::optional<xml::stanza> fake_host_context::iq(std::string_view from,
                                                 xml::iq_type type,
                                                 xml::element payload) {
  auto id = "iq" + std::to_string(++last_id_);
  auto request
      = stanza(xml::stanza_kind::iq, xml::name_of(type), from, self_.str())
            .with_id(id)
            .with(std::move(payload));
  part::dispatch_iq(routes_, parts_, *this, request);
  for (auto x = routed.rbegin(); x != routed.rend(); ++x)
    if (x->id() == id)
      return *x;
  return {};
}

void fake_host_context::advance(std::chrono::milliseconds duration) {
  auto until = clock + duration;
  while (!timers_.empty() && timers_.begin()->first <= until) {
    auto due = timers_.extract(timers_.begin());
    clock = std::max(clock, due.key());
    due.mapped()();
  }
  clock = until;
}

void fake_host_context::run(persistence::transaction ops, completion then) {
  then(persistence::run_batch(*store_, {std::move(ops)}).at(0));
}

void fake_host_context::later(std::chrono::milliseconds delay,
                              std::function<void()> then) {
  timers_.emplace(clock + delay, std::move(then));
}

void fake_host_context::administer(
    const xml::jid& who, std::string_view command, part::admin_arguments given,
    std::function<void(const std::string&)> then) {
  auto told = who.str() + ' ' + std::string{command};
  for (const auto& [name, value] : given)
    told += ' ' + name + '=' + value;
  administered.push_back(std::move(told));
  if (outcomes.empty())
    return;
  const auto outcome = std::move(outcomes.front());
  outcomes.pop_front();
  then(outcome);
}

bool fake_host_context::is_admin(const xml::jid& who) const {
  return std::ranges::count(section.admins, who.bare_view()) > 0;
}

std::span<const part::card> fake_host_context::cards() const {
  return all_cards.empty() ? routes_.cards() : all_cards;
}

} // namespace troupe::support
