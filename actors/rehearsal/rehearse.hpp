// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "actors/admin/server_access.hpp"
#include "actors/rehearsal/stage.hpp"

namespace troupe::rehearsal {

/// What would become of the stanza now: `{"trace": …, "notes": [TEXT…]}`. The
/// trace is as that of a real one (observe::to_json); the notes tell what is
/// not as it would be. Blocks, at most until `s.until` and what `live` takes to
/// answer; has no effect (README.md).
admin::outcome<nlohmann::json> rehearse(const admin::rehearsal_wish& wish,
                                        const setting& s, live_server& live);

} // namespace troupe::rehearsal
