// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>

#include <caf/make_message.hpp> // which the next but one needs
#include <caf/replies_to.hpp>
#include <caf/result.hpp>
#include <caf/typed_actor.hpp>

namespace troupe::base {

template <class Signature>
struct signature;

template <class Out, class In>
struct signature<caf::result<Out>(In)> {
  using type = typename caf::replies_to<In>::template with<Out>;
};

template <class In>
struct signature<caf::result<void>(In)> {
  using type = caf::reacts_to<In>;
};

/// The interface of an actor, one line per message, in the spelling that CAF
/// has had from 0.18 on: `protocol<caf::result<answer>(question), …>`.
template <class... Signatures>
using protocol = caf::typed_actor<typename signature<Signatures>::type...>;

} // namespace troupe::base
