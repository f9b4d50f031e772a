// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <any>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <typeindex>

#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include "actors/messages.hpp"
#include "tests/support/stepped_system.hpp"

namespace troupe::support {

namespace probing {

struct mailbox {
  std::deque<caf::message> messages;
  std::map<std::type_index, std::any> answers;
};

template <class In, class Out>
using answer = std::function<caf::result<Out>(const In&)>;

template <class Signature>
struct recorder;

/// Notes a request and answers it as told, else by a default value.
template <class In, class Out>
struct recorder<
    caf::typed_mpi<caf::detail::type_list<In>, caf::output_tuple<Out>>> {
  static auto make(std::shared_ptr<mailbox> log) {
    return [log](const In& m) -> caf::result<Out> {
      log->messages.push_back(caf::make_message(m));
      if (auto at = log->answers.find(typeid(In)); at != log->answers.end())
        return std::any_cast<const answer<In, Out>&>(at->second)(m);
      if constexpr (std::is_void_v<Out>)
        return caf::unit;
      else
        return Out{};
    };
  }
};

template <class Handle, class List>
struct behavior;

template <class Handle, class... Signatures>
struct behavior<Handle, caf::detail::type_list<Signatures...>> {
  static typename Handle::behavior_type make(typename Handle::pointer,
                                             std::shared_ptr<mailbox> log) {
    return {recorder<Signatures>::make(log)...};
  }
};

} // namespace probing

/// An actor of interface `Handle` that notes what it gets.
template <class Handle>
class probe {
public:
  explicit probe(stepped_system& in)
      : log_(std::make_shared<probing::mailbox>()),
        handle_(in.own(in.system().spawn(
            probing::behavior<Handle, typename Handle::signatures>::make,
            log_))) {}

  const Handle& handle() const { return handle_; }
  bool empty() const { return log_->messages.empty(); }
  std::size_t size() const { return log_->messages.size(); }
  void clear() { log_->messages.clear(); }
  /// All that has not been expected yet.
  const std::deque<caf::message>& log() const { return log_->messages; }

  /// From now on `f` answers each `In`; it may be an error or a promise.
  template <class In, class Out>
  void answer(probing::answer<In, Out> f) {
    log_->answers[typeid(In)] = std::move(f);
  }

  /// The next message, which has to be a `Message`.
  template <class Message>
  Message expect() {
    REQUIRE_FALSE(log_->messages.empty());
    auto first = log_->messages.front();
    log_->messages.pop_front();
    INFO("got " << caf::to_string(first));
    REQUIRE(first.match_elements<Message>());
    return first.get_as<Message>(0);
  }

private:
  std::shared_ptr<probing::mailbox> log_;
  Handle handle_;
};

/// For TEST_CASE_METHOD: actors on a scheduler that the test drives.
class actor_fixture : public stepped_system {};

} // namespace troupe::support
