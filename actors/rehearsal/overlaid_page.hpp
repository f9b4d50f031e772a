// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "persistence/memory_log.hpp"

namespace troupe::rehearsal {

/// The page that `query` selects of a log from whose stored entries `removed`
/// are gone, and to whose end `added` has come. `stored` is the page of the
/// stored ones, asked for with a limit that has room for those removed.
persistence::log_page overlaid_page(const persistence::log_query& query,
                                    persistence::log_page stored,
                                    const std::set<std::string>& removed,
                                    const persistence::memory_log& added);

} // namespace troupe::rehearsal
