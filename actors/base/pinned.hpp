// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <utility>

#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/execution_unit.hpp>
#include <caf/mailbox_element.hpp>

namespace troupe::base {

/// An actor that always runs on one execution unit: the loop of its socket.
/// Without one (`nullptr`, in tests) it floats like any other.
template <class Base>
class pinned : public Base {
public:
  pinned(caf::actor_config& config, caf::execution_unit* loop)
      : Base(config), loop_(loop) {}

  using Base::enqueue;

  void enqueue(caf::mailbox_element_ptr element,
               caf::execution_unit* sender) override {
    Base::enqueue(std::move(element), loop_ != nullptr ? loop_ : sender);
  }

  void launch(caf::execution_unit* parent, bool lazy, bool hide) override {
    Base::launch(loop_ != nullptr ? loop_ : parent, lazy, hide);
  }

protected:
  /// Runs `f` as if it were a message handler: for completion handlers of the
  /// socket. To be called on the actor's own loop only.
  template <class F>
  void in_actor(F&& f) {
    if (this->getf(Base::is_cleaned_up_flag))
      return;
    this->context(
        loop_ != nullptr ? loop_ : this->home_system().dummy_execution_unit());
    try {
      f();
    } catch (...) {
      auto thrown = std::current_exception();
      this->quit(this->call_handler(this->exception_handler_, this, thrown));
    }
    this->finalize();
  }

  caf::execution_unit* loop() const { return loop_; }

private:
  caf::execution_unit* loop_;
};

} // namespace troupe::base
