// SPDX-License-Identifier: Apache-2.0
#include "tools/logging.hpp"

#include <cstdlib>
#include <memory>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "actors/observe/log_tap.hpp"

namespace troupe::tools {

namespace {

/// The level as the number of syslog, for journald: "<6>".
class priority_flag final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& to) override {
    constexpr std::string_view names[]
        = {"<7>", "<7>", "<6>", "<4>", "<3>", "<2>", "<7>"};
    const auto name = names[message.level];
    to.append(name.data(), name.data() + name.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<priority_flag>();
  }
};

} // namespace

void start_logging(const std::string& level) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("troupe"));
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  if (std::getenv("JOURNAL_STREAM") != nullptr)
    formatter->add_flag<priority_flag>('*').set_pattern("%*%v");
  else
    formatter->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  spdlog::set_formatter(std::move(formatter));
  observe::log_tap::add_to(*spdlog::default_logger_raw(),
                           spdlog::level::from_str(level));
  spdlog::flush_on(spdlog::level::trace);
}

void set_log_level(const std::string& level) {
  observe::log_tap::of(*spdlog::default_logger_raw())
      ->set_usual(spdlog::level::from_str(level));
}

} // namespace troupe::tools
