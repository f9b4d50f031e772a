// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/accounts.hpp"
#include "tools/load/modes/chat.hpp"

namespace troupe::load {

std::vector<std::unique_ptr<mode>> all_modes() {
  std::vector<std::unique_ptr<mode>> all;
  all.push_back(std::make_unique<accounts>());
  all.push_back(std::make_unique<chat>());
  return all;
}

} // namespace troupe::load
