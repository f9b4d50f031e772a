// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <typeinfo>
#include <utility>

#include <caf/invoke_message_result.hpp>
#include <caf/local_actor.hpp>
#include <caf/mailbox_element.hpp>

#include "actors/base/trace.hpp"

namespace troupe::base {

/// A mailbox element that carries when it was sent and within which trace.
class traced_element final : public caf::mailbox_element {
public:
  explicit traced_element(caf::mailbox_element_ptr inner)
      : caf::mailbox_element(std::move(inner->sender), inner->mid,
                             std::move(inner->stages)),
        inner_(std::move(inner)),
        sent_(trace::now()),
        position_(trace::current()) {
    if (position_.trace == 0)
      position_.trace = trace::next_id();
  }

  caf::type_erased_tuple& content() override { return inner_->content(); }
  const caf::type_erased_tuple& content() const override {
    return const_cast<const caf::mailbox_element&>(*inner_).content();
  }
  caf::message move_content_to_message() override {
    return inner_->move_content_to_message();
  }
  caf::message copy_content_to_message() const override {
    return inner_->copy_content_to_message();
  }

  std::int64_t sent() const { return sent_; }
  const trace::position& position() const { return position_; }

private:
  caf::mailbox_element_ptr inner_;
  std::int64_t sent_;
  trace::position position_;
};

/// Whose message this thread is handling; null: nobody's.
inline constinit thread_local caf::local_actor* handling = nullptr;

/// Records each message that an actor handles, through the two virtuals that
/// every message passes: `enqueue` at the sender and `consume` at the receiver.
template <class Base>
class traced : public Base {
public:
  using Base::Base;
  using Base::enqueue;

  void enqueue(caf::mailbox_element_ptr element,
               caf::execution_unit* unit) override {
    if (trace::enabled.load(std::memory_order_relaxed)) [[unlikely]]
      element.reset(new traced_element(std::move(element)));
    Base::enqueue(std::move(element), unit);
  }

  caf::invoke_message_result consume(caf::mailbox_element& element) override {
    const handling_scope scope{this};
    if (typeid(element) != typeid(traced_element)) [[likely]]
      return Base::consume(element);
    return consume_traced(static_cast<traced_element&>(element));
  }

private:
  class handling_scope {
  public:
    explicit handling_scope(caf::local_actor* self)
        : outer_(std::exchange(handling, self)) {}
    ~handling_scope() { handling = outer_; }
    handling_scope(const handling_scope&) = delete;
    handling_scope& operator=(const handling_scope&) = delete;

  private:
    caf::local_actor* outer_;
  };

  caf::invoke_message_result consume_traced(traced_element& element) {
    trace::hop h;
    h.from = element.sender ? element.sender->id() : 0;
    h.to = this->id();
    h.to_name = this->name();
    const auto& content = std::as_const(element).content();
    if (content.size() > 0)
      h.type = content.type(0);
    h.trace = element.position().trace;
    h.parent = element.position().span;
    h.span = trace::next_id();
    h.start = trace::now();
    h.waited = h.start - element.sent();

    auto outer = std::exchange(trace::current(), {h.trace, h.span});
    auto result = Base::consume(element);
    trace::current() = outer;
    h.handled = trace::now() - h.start;
    trace::record(h);
    return result;
  }
};

} // namespace troupe::base
