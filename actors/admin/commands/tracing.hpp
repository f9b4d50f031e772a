// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"
#include "actors/observe/filter.hpp"

namespace troupe::admin {

/// The filter that arguments of these names say: jid, from, to, kind, ns, id,
/// limit, for, payload.
outcome<observe::filter> filter_of(const given_arguments& given);

command trace();  ///< follows stanzas
command recent(); ///< errors and slow ones
command shown();  ///< a trace that is kept
command top();    ///< who is busy, once a second

} // namespace troupe::admin
