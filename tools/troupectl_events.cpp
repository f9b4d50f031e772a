// SPDX-License-Identifier: Apache-2.0
#include "tools/troupectl_events.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iomanip>
#include <iostream>

namespace troupe::tools {

using nlohmann::json;

namespace {

/// As the log itself has it: local time with milliseconds.
void print_log_line(std::ostream& out, const json& event) {
  const auto at = event.value("at", std::int64_t{0});
  const auto seconds = static_cast<std::time_t>(at / 1'000'000);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  out << std::put_time(&parts, "%Y-%m-%dT%H:%M:%S.") << std::setfill('0')
      << std::setw(3) << at / 1'000 % 1'000 << std::setfill(' ')
      << std::put_time(&parts, "%z") << ' ' << event.value("level", "") << ' '
      << event.value("message", "") << '\n';
}

struct printer {
  std::string_view command;
  void (*print)(std::ostream& out, const json& event);
};

const printer printers[] = {
    {"log follow", print_log_line},
};

} // namespace

void print_event(std::ostream& out, std::string_view command,
                 const json& event) {
  const auto* known = std::ranges::find(printers, command, &printer::command);
  if (known != std::end(printers))
    known->print(out, event);
  else
    out << event.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
}

} // namespace troupe::tools
