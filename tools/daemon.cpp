// SPDX-License-Identifier: Apache-2.0
#include "tools/daemon.hpp"

#include <csignal>
#include <iostream>
#include <mutex>
#include <optional>

#include <sys/resource.h>
#include <sys/stat.h>

#include <spdlog/spdlog.h>

#include "actors/admin/findings.hpp"
#include "actors/observe/health.hpp"
#include "actors/observe/sources.hpp"
#include "tools/control_service.hpp"
#include "tools/logging.hpp"
#include "tools/signals.hpp"
#include "tools/systemd.hpp"
#include "tools/web_service.hpp"

namespace troupe::tools {

using namespace std::chrono_literals;

namespace {

/// systemd and people are promised an end within five seconds.
constexpr auto stop_limit = 4s;
constexpr auto exit_limit = 4800ms;
/// Who has answered since is not taken for one who hangs.
constexpr auto least_silence = 3 * observe::health::usually_every;

void print(const config::config_errors& faults) {
  for (const auto& fault : faults)
    std::cerr << to_string(fault) << '\n';
}

std::vector<std::string> texts_of(const config::config_errors& faults) {
  std::vector<std::string> texts;
  for (const auto& fault : faults)
    texts.push_back(to_string(fault));
  return texts;
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  const auto before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
    spdlog::info("descriptors.limit now={} before={}", limit.rlim_max, before);
}

/// The configuration with all it names looked over: what may start.
boost::system::result<config::server_config, config::config_errors>
load_checked(const daemon_options& options) {
  auto config = load_config(options);
  if (!config)
    return config;
  auto found = admin::look_over(*config);
  if (!found.faults.empty())
    return std::move(found.faults);
  return config;
}

admin::failure failure_of(const std::vector<std::string>& faults) {
  admin::failure all{admin::failure_code::configuration, {}};
  for (const auto& fault : faults)
    all.message += (all.message.empty() ? "" : "\n") + fault;
  return all;
}

admin::failure refuse(const std::vector<std::string>& faults) {
  for (const auto& fault : faults)
    spdlog::error("configuration.fault {}", fault);
  spdlog::error("configuration.kept_old");
  return failure_of(faults);
}

admin::failure needs_restart(const std::vector<std::string>& keys) {
  std::string list;
  for (const auto& key : keys)
    list += (list.empty() ? "" : ", ") + key;
  return {admin::failure_code::conflict,
          "nothing was changed, since these need a restart: " + list
              + "; with --except-restart the rest is applied"};
}

/// The server with its way in for administrators.
class daemon {
public:
  explicit daemon(daemon_options options) : options_(std::move(options)) {}

  /// @returns what went wrong, empty if nothing
  std::string start(const actors::shared_config& config) {
    auto started = actors::server::start(config);
    if (!started)
      return admin::place_error(*config, started.error());
    server_ = std::move(*started);
    auto control
        = control_service::start(*server_, config,
                                 [this](control_service& control,
                                        const admin::configuration_wish& wish) {
                                   return configure(control, wish);
                                 });
    if (!control)
      return control.error();
    control_ = std::move(*control);
    if (config->web.enabled)
      if (auto fault = start_web(config); !fault.empty())
        return fault;
    const auto longest = std::max(
        least_silence,
        std::chrono::ceil<std::chrono::milliseconds>(manager_.watchdog() / 2));
    watchdog_.emplace(manager_, [signs = server_->health(), longest] {
      return signs->is_alive(longest);
    });
    manager_.ready();
    return {};
  }

  void log_ready() const {
    std::string list;
    for (const auto& [service, address] : server_->listening())
      list += (list.empty() ? "" : ", ") + service + ' ' + address;
    if (web_)
      for (const auto& address : web_->listening())
        list += (list.empty() ? "" : ", ") + ("web " + address);
    spdlog::info("trouped {} listening on {}", TROUPE_VERSION, list);
  }

  void ask_for_reload() { control_->reload(); }

  /// False where streams or the store took too long.
  bool stop() {
    manager_.stopping();
    watchdog_.reset();
    std::unique_ptr<web_service> web;
    {
      const std::lock_guard held{web_lock_};
      web = std::move(web_);
    }
    web.reset();
    control_.reset();
    const auto in_time = server_->stop(stop_limit);
    server_.reset();
    return in_time;
  }

private:
  /// @returns what went wrong, empty if nothing
  std::string start_web(const actors::shared_config& config) {
    auto web = web_service::start(
        *server_, control_->admin(), config, [server = server_.get()] {
          return observe::metrics_text(
              observe::sources_of(*server, TROUPE_VERSION));
        });
    if (!web)
      return admin::place_error(*config, web.error());
    const std::lock_guard held{web_lock_};
    web_ = std::move(*web);
    return {};
  }

  /// On the control service's thread.
  admin::outcome<actors::configuration_changes>
  configure(control_service& control, const admin::configuration_wish& wish) {
    if (wish.what == admin::configuration_wish::step::plan)
      return plan(wish.file);
    manager_.reloading();
    auto outcome = reconfigure(control, wish);
    manager_.ready();
    return outcome;
  }

  admin::outcome<actors::configuration_changes>
  plan(const std::filesystem::path& file) {
    auto options = options_;
    if (!file.empty())
      options.config = file;
    auto wanted = load_checked(options);
    if (!wanted)
      return failure_of(texts_of(wanted.error()));
    return server_->plan(*wanted);
  }

  admin::outcome<actors::configuration_changes>
  reconfigure(control_service& control, const admin::configuration_wish& wish) {
    auto wanted = load_checked(options_);
    if (!wanted)
      return refuse(texts_of(wanted.error()));
    if (wish.what == admin::configuration_wish::step::apply)
      if (auto keys = restart_keys(server_->plan(*wanted)); !keys.empty())
        return needs_restart(keys);
    return put_in_force(control, *wanted);
  }

  admin::outcome<actors::configuration_changes>
  put_in_force(control_service& control, const config::server_config& wanted) {
    auto changes = server_->reload(wanted);
    if (!changes)
      return refuse({changes.error()});
    const auto& now = server_->configuration();
    set_log_level(now->log_level);
    control.use(now);
    if (const std::lock_guard held{web_lock_}; web_)
      web_->use(now);
    for (const auto& key : restart_keys(*changes))
      spdlog::warn("configuration.restart_needed key={}", key);
    spdlog::info("configuration.reloaded file={}", now->file.string());
    return *changes;
  }

  daemon_options options_;
  std::unique_ptr<actors::server> server_;
  std::unique_ptr<control_service> control_;
  const service_manager manager_ = service_manager::from_environment();
  std::optional<watchdog> watchdog_;
  std::mutex web_lock_; ///< a reload is on another thread
  std::unique_ptr<web_service> web_;
};

int stop(daemon& running, int signal) {
  spdlog::info("trouped stopping signal={}", sigabbrev_np(signal));
  stop_watch watch{exit_limit,
                   [] { spdlog::critical("trouped stop_took_too_long"); }};
  const auto in_time = running.stop();
  if (!in_time)
    spdlog::error("trouped stopped, but not in time for all streams");
  else
    spdlog::info("trouped stopped");
  return in_time ? exit_ok : exit_failed;
}

} // namespace

boost::system::result<config::server_config, config::config_errors>
load_config(const daemon_options& options) {
  auto config = config::load(options.config);
  if (!config)
    return config;
  if (!options.data_dir.empty())
    config->data_dir = options.data_dir;
  if (!options.log_level.empty())
    config->log_level = options.log_level;
  return config;
}

int check(const daemon_options& options) {
  auto config = load_config(options);
  if (!config) {
    print(config.error());
    return exit_configuration;
  }
  const auto found = admin::look_over(*config);
  print(found.faults);
  for (const auto& warning : found.warnings)
    std::cerr << "warning: " << warning << '\n';
  if (!found.faults.empty())
    return exit_configuration;
  std::cout << "OK\n";
  return exit_ok;
}

int run_daemon(const daemon_options& options) {
  umask(077);
  take_over_signals();
  auto config = load_checked(options);
  if (!config) {
    print(config.error());
    return exit_configuration;
  }
  start_logging(config->log_level);
  raise_descriptor_limit();
  daemon running{options};
  const auto fault
      = running.start(std::make_shared<const config::server_config>(*config));
  if (!fault.empty()) {
    std::cerr << fault << '\n';
    return exit_failed;
  }
  running.log_ready();
  for (;;) {
    const auto signal = wait_for_signal();
    if (signal != SIGHUP)
      return stop(running, signal);
    running.ask_for_reload();
  }
}

} // namespace troupe::tools
