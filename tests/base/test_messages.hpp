// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <caf/allowed_unsafe_message_type.hpp>

#include "actors/base/protocol.hpp"

namespace troupe::base::test {

struct question {
  std::uint64_t number = 0;
};
struct question_answered {
  std::uint64_t number = 0;
};
struct note {};
/// Answers with the number plus one.
using leaf_actor = protocol<caf::result<question_answered>(question),
                            caf::result<void>(note)>;

/// One of a sequence.
struct parcel {
  std::size_t from = 0;
  std::uint64_t number = 0;
};
struct begin {};
struct go_on {};
/// Answered once all parcels are there.
struct expect_parcels {
  std::uint64_t count = 0;
};
struct parcels_came {
  std::uint64_t out_of_order = 0;
  std::uint64_t on_wrong_loop = 0;
};
using carrier_actor
    = protocol<caf::result<void>(begin), caf::result<void>(go_on),
               caf::result<void>(parcel),
               caf::result<parcels_came>(expect_parcels)>;

} // namespace troupe::base::test

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::base::test::question)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::base::test::question_answered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::base::test::note)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::base::test::parcel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::base::test::begin)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::base::test::go_on)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::base::test::expect_parcels)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::base::test::parcels_came)
