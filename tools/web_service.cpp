// SPDX-License-Identifier: Apache-2.0
#include "tools/web_service.hpp"

#include <chrono>
#include <future>
#include <optional>

#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include "actors/observe/health.hpp"
#include "actors/web/api.hpp"
#include "actors/web/request_checks.hpp"
#include "actors/web/server_side.hpp"
#include "net/http_server.hpp"
#include "net/loop_thread.hpp"

namespace troupe::tools {

using boost::system::error_code;

namespace {

constexpr std::chrono::seconds between_checks{1};
/// Who has answered since is ready.
constexpr auto silence = 3 * observe::health::usually_every;

/// As configured, else where it is installed, or built beside this program.
std::filesystem::path page_of(const config::server_config& config) {
  if (!config.web.assets.empty())
    return config.web.assets;
  std::filesystem::path installed{TROUPE_DEFAULT_ASSETS};
  std::error_code fault;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", fault);
  auto built = program.parent_path() / "inspector/page/dist";
  return std::filesystem::exists(built / "index.html", fault) ? built
                                                              : installed;
}

web::assets read_page(const config::server_config& config) {
  auto page = web::assets::read(page_of(config));
  if (page)
    return std::move(*page);
  spdlog::warn("web.page_missing {}", page.error());
  return {};
}

boost::system::result<std::vector<net::endpoint>, std::string>
endpoints_of(const config::server_config& config) {
  std::vector<net::endpoint> all;
  for (const auto& text : config.web.listen) {
    auto parsed = net::parse_endpoint(text);
    if (!parsed)
      return parsed.error();
    all.push_back(std::move(*parsed));
  }
  return all;
}

/// Nothing of it waits for anybody, so that it is told when all hangs, too.
std::string what_is_missing(const actors::server& server) {
  if (server.listening().empty())
    return "listeners: none is open";
  return server.health()->faults(silence);
}

} // namespace

struct web_service::state {
  /// What the API posts runs on it, so it is there until all else has gone.
  net::loop_thread side;
  std::shared_ptr<web::server_side> behind;
  /// The rest belongs to the loop's thread.
  actors::shared_config config;
  std::shared_ptr<web::api> api;
  std::unique_ptr<net::http_server> http;
  std::optional<boost::asio::steady_timer> timer;
  std::vector<std::string> listening;

  template <class F>
  void on_loop(F f) {
    std::promise<void> ended;
    side.post([&] {
      f();
      ended.set_value();
    });
    ended.get_future().wait();
  }

  void check_later() {
    timer->expires_after(between_checks);
    timer->async_wait([this](error_code cancelled) {
      if (cancelled)
        return;
      api->check_followers();
      check_later();
    });
  }

  /// @returns what went wrong, empty if nothing
  std::string open(const std::vector<net::endpoint>& where) {
    net::http_options options;
    options.is_own_host = [this](std::string_view host) {
      return web::is_own_host(config->web, host);
    };
    auto opened = net::http_server::open(
        side.io(), where,
        [this](net::http_request r, const net::http_responder& to) {
          api->handle(std::move(r), to);
        },
        std::move(options));
    if (!opened)
      return opened.error();
    http = std::move(*opened);
    for (const auto& each : http->listening())
      listening.push_back(net::to_string(each));
    timer.emplace(side.io());
    check_later();
    return {};
  }

  void close() {
    timer.reset();
    http.reset();
    api.reset();
  }
};

web_service::web_service(std::unique_ptr<state> s) : state_(std::move(s)) {
}

web_service::~web_service() {
  state_->on_loop([this] { state_->close(); });
  // No more answers from here on; what they posted finds the API gone.
  state_->behind.reset();
}

boost::system::result<std::unique_ptr<web_service>, std::string>
web_service::start(actors::server& server, const actors::admin_actor& admin,
                   const actors::shared_config& config,
                   std::function<std::string()> metrics) {
  auto where = endpoints_of(*config);
  if (!where)
    return where.error();
  std::unique_ptr<web_service> service{
      new web_service{std::make_unique<state>()}};
  auto& s = *service->state_;
  const auto& core = server.handles();
  s.config = config;
  s.behind = std::make_shared<web::server_side>(
      server.system(),
      web::server_side::actors_asked{admin, core.auth, core.storage});
  s.api = std::make_shared<web::api>(web::api_setup{
      config,
      s.behind,
      s.behind,
      [&side = s.side](std::function<void()> f) { side.post(std::move(f)); },
      read_page(*config),
      std::move(metrics),
      [&server] { return what_is_missing(server); },
  });
  s.behind->watch_accounts(
      [&side = s.side, api = std::weak_ptr{s.api}](const xml::jid& account) {
        side.post([api, jid = account.str()] {
          if (const auto there = api.lock())
            there->end_logins_of(jid);
        });
      });
  std::string fault;
  s.on_loop([&] { fault = s.open(*where); });
  if (!fault.empty())
    return fault;
  return service;
}

void web_service::use(const actors::shared_config& config) {
  state_->side.post([s = state_.get(), config] {
    s->config = config;
    if (s->api)
      s->api->use(config);
  });
}

std::vector<std::string> web_service::listening() const {
  return state_->listening;
}

} // namespace troupe::tools
