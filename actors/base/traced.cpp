// SPDX-License-Identifier: Apache-2.0
#include "actors/base/traced.hpp"

#include <atomic>

namespace troupe::base {

namespace {

std::atomic<std::size_t (*)(const caf::type_erased_tuple&)> message_sizes{
    nullptr};

} // namespace

void use_message_sizes(std::size_t (*sizes)(const caf::type_erased_tuple&)) {
  message_sizes = sizes;
}

traced_element::traced_element(caf::mailbox_element_ptr inner, std::uint64_t to,
                               const char* kind)
    : caf::mailbox_element(std::move(inner->sender), inner->mid,
                           std::move(inner->stages)),
      inner_(std::move(inner)),
      sent_(trace::now()),
      position_{trace::here.trace, trace::next_id()},
      parent_(trace::here.span),
      to_(to),
      kind_(kind) {
  if (content().size() > 0)
    type_ = std::as_const(*this).content().type(0);
  if (const auto sizes = message_sizes.load(std::memory_order_relaxed);
      position_ && sizes != nullptr)
    bytes_ = sizes(std::as_const(*this).content());
  trace::keep(about(trace::event::sent));
}

traced_element::~traced_element() {
  if (!is_handled_)
    trace::keep(about(trace::event::lost));
}

trace::record traced_element::begin_handling() {
  is_handled_ = true;
  auto r = about(position_ ? trace::event::handled : trace::event::counted);
  r.waited = -sent_;
  return r;
}

trace::record traced_element::about(trace::event what) const {
  trace::record r;
  r.what = what;
  r.at = sent_;
  r.trace = position_.trace;
  r.span = position_.span;
  r.parent = parent_;
  r.from = sender ? sender->id() : 0;
  r.to = to_;
  r.kind = kind_;
  r.type = type_;
  r.bytes = bytes_;
  return r;
}

} // namespace troupe::base
