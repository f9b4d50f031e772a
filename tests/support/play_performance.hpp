// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "tests/support/play_client.hpp"
#include "tests/support/play_pattern.hpp"

namespace troupe::support {

/// Gives a play on a server. The answer is a report of the first step that
/// went wrong, as "FILE:LINE: …"; empty if all went as written.
class performance {
public:
  performance(const play& what, play_server& server);
  std::string run();

private:
  std::string run_step(const play_step& s);
  std::string run_connection(const play_step& s, play_client& c);
  std::string run_exchange(const play_step& s, play_client& c);
  std::string log_in(const play_step& s, play_client& c);
  std::string receive(const play_step& s, play_client& c);
  std::string receive_header(const play_step& s, play_client& c);
  std::string receive_unordered(const play_step& block);
  std::string receive_one_of(std::vector<const play_step*>& wanted,
                             play_client& c);
  std::string expect_nothing(play_client& c);
  std::string pass_time(const play_step& s);
  std::string send(const play_step& s, play_client& c);

  const play& play_;
  play_server& server_;
  std::map<std::string, play_client> clients_;
  captures known_;
  std::size_t syncs_ = 0;
};

} // namespace troupe::support
