// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "actors/admin/command.hpp"
#include "actors/observe/filter.hpp"

namespace troupe::admin {

command trace();  ///< follows stanzas
command recent(); ///< errors and slow ones
command shown();  ///< a trace that is kept
command top();    ///< who is busy, once a second

/// An argument that may be left out, given by its name.
argument named_option(std::string_view name, std::string_view help);
/// Those of a filter: jid, from, to, kind, ns, id, limit.
std::vector<argument> filter_arguments();
/// The filter that arguments of these names say, and of "for" and "payload".
outcome<observe::filter> filter_of(const given_arguments& given);

} // namespace troupe::admin
