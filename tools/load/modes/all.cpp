// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/accounts.hpp"
#include "tools/load/modes/archive.hpp"
#include "tools/load/modes/chat.hpp"
#include "tools/load/modes/handshake.hpp"
#include "tools/load/modes/idle.hpp"
#include "tools/load/modes/login.hpp"
#include "tools/load/modes/offline.hpp"
#include "tools/load/modes/presence.hpp"
#include "tools/load/modes/rooms.hpp"
#include "tools/load/modes/roster.hpp"

namespace troupe::load {

std::vector<std::unique_ptr<mode>> all_modes() {
  std::vector<std::unique_ptr<mode>> all;
  all.push_back(std::make_unique<accounts>());
  all.push_back(std::make_unique<chat>());
  all.push_back(std::make_unique<handshake>());
  all.push_back(std::make_unique<login>());
  all.push_back(std::make_unique<idle>());
  all.push_back(std::make_unique<presence>());
  all.push_back(std::make_unique<offline>());
  all.push_back(std::make_unique<roster>());
  all.push_back(std::make_unique<archive>());
  all.push_back(std::make_unique<rooms>());
  return all;
}

} // namespace troupe::load
