// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <typeinfo>
#include <utility>

#include <caf/invoke_message_result.hpp>
#include <caf/local_actor.hpp>
#include <caf/mailbox_element.hpp>

#include "actors/base/handling.hpp"
#include "actors/base/trace.hpp"
#include "xml/jid.hpp"

namespace troupe::base {

/// What the tap shows of an actor beside its messages: one for all of a kind,
/// so that an actor has a pointer and no more.
struct shown_actor {
  /// Its address.
  const xml::jid& (*address)(const caf::local_actor& self);
  /// What it holds in memory, about; asked only while there is a census.
  std::size_t (*memory)(const caf::local_actor& self);
};

/// Has the tap find out by `sizes` what a message of a followed stanza carries,
/// in bytes.
void use_message_sizes(std::size_t (*sizes)(const caf::type_erased_tuple&));

/// A mailbox element that knows when it was sent and within which trace; trace
/// 0: it is only counted.
class traced_element final : public caf::mailbox_element {
public:
  /// `to` is the id of the receiver, `kind` what it is.
  traced_element(caf::mailbox_element_ptr inner, std::uint64_t to,
                 const char* kind);
  /// One that was never handled is told of as lost.
  ~traced_element() override;

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

  /// What is known of the message when its handling begins; from then on it is
  /// not lost.
  trace::record begin_handling();
  trace::position position() const { return position_; }

private:
  trace::record about(trace::event what) const;

  caf::mailbox_element_ptr inner_;
  std::int64_t sent_;
  trace::position position_; // its own span
  std::uint64_t parent_;
  std::uint64_t to_;
  std::size_t bytes_ = 0;
  const char* kind_;
  caf::rtti_pair type_;
  bool is_handled_ = false;
};

/// Records what an actor is sent and handles, through the two virtuals that
/// every message passes: `enqueue` at the sender and `consume` at the receiver.
template <class Base>
class traced : public Base {
public:
  using Base::Base;
  using Base::enqueue;

  /// How this actor is shown. `card` outlives it.
  void show_as(const shown_actor* card) { shown_ = card; }

  void enqueue(caf::mailbox_element_ptr element,
               caf::execution_unit* unit) override {
    if (trace::is_built && is_wanted()) [[unlikely]]
      element.reset(
          new traced_element(std::move(element), this->id(), this->name()));
    Base::enqueue(std::move(element), unit);
  }

  caf::invoke_message_result consume(caf::mailbox_element& element) override {
    const handling_scope scope{this};
    if (trace::is_built && typeid(element) == typeid(traced_element))
        [[unlikely]]
      return consume_traced(static_cast<traced_element&>(element));
    return Base::consume(element);
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

  static bool is_wanted() {
    return trace::here
           || (trace::census.load(std::memory_order_relaxed) != 0
               && trace::is_counted());
  }

  caf::invoke_message_result consume_traced(traced_element& element) {
    auto h = element.begin_handling();
    // The state may be gone when the message has been handled.
    if (shown_ != nullptr) {
      h.name = shown_->address(*this);
      if (trace::census.load(std::memory_order_relaxed) != 0)
        h.memory = shown_->memory(*this);
    }
    h.depth = static_cast<std::uint32_t>(this->mailbox().size());
    h.at = trace::now();
    h.waited += h.at;
    auto result = [&] {
      const trace::scope within{element.position()};
      return Base::consume(element);
    }();
    h.took = trace::now() - h.at;
    // One that is put aside comes again; its element lives on.
    trace::keep(std::move(h));
    return result;
  }

  const shown_actor* shown_ = nullptr;
};

} // namespace troupe::base
