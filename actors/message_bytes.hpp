// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <caf/fwd.hpp>

namespace troupe::actors {

/// What a message carries, in bytes: of a stanza its content as XML, of a
/// transaction what its operations or answers hold, else the message's own
/// size; 0: not a message of interfaces.hpp. For `base::use_message_sizes`.
std::size_t bytes_of(const caf::type_erased_tuple& message);

} // namespace troupe::actors
