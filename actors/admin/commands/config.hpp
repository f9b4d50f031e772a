// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"
#include "actors/configuration_effects.hpp"

namespace troupe::admin {

/// `config plan`: what a reload would change, and whom it touches.
command config_plan();
/// `config apply`: the same, done: all of it or nothing.
command config_apply();

/// `[{"key", "old", "new", "restart", "touches": […]}…]`
nlohmann::json to_json(const actors::configuration_changes& changes);

} // namespace troupe::admin
