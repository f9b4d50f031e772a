// SPDX-License-Identifier: Apache-2.0
#include "actors/web/api.hpp"

#include <algorithm>
#include <array>

#include "actors/base/environment.hpp"
#include "actors/web/answers.hpp"
#include "actors/web/asked.hpp"
#include "actors/web/request_checks.hpp"

namespace troupe::web {

using net::http_request;
using net::http_responder;

namespace {

constexpr std::string_view name_part = "{name}";
constexpr auto open_metrics
    = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Whether the path is the route's; `name` gets what stands for "{name}".
bool fits(std::string_view route, std::string_view path, std::string& name) {
  if (!route.ends_with(name_part))
    return route == path;
  route.remove_suffix(name_part.size());
  if (!path.starts_with(route) || path.size() == route.size()
      || path.find('/', route.size()) != path.npos)
    return false;
  name = path.substr(route.size());
  return true;
}

/// The store answers on another thread, and perhaps when the API has gone.
token_cache::reader token_reader(const api_setup& setup) {
  return [door = setup.door,
          post = setup.post](std::function<void(token_cache::list)> then) {
    door->read_tokens([post, then = std::move(then)](token_cache::list all) {
      post([then, all = std::move(all)] { then(all); });
    });
  };
}

} // namespace

api::api(api_setup setup)
    : setup_(std::move(setup)),
      tokens_(token_reader(setup_), setup_.now),
      followers_(setup_.post) {
}

std::span<const api::route> api::routes() {
  static constexpr std::array<route, 10> all{{
      {"GET", "/healthz", &api::is_alive},
      {"GET", "/readyz", &api::is_ready},
      {"GET", "/metrics", &api::get_metrics},
      {"GET", "/api/v1/session", &api::get_session},
      {"POST", "/api/v1/session", &api::log_in},
      {"DELETE", "/api/v1/session", &api::log_out},
      {"GET", "/api/v1/commands", &api::list_commands},
      {"GET", "/api/v1/commands/{name}", &api::read_command},
      {"POST", "/api/v1/commands/{name}", &api::run_command},
      {"GET", "/api/v1/follow/{name}", &api::follow_command},
  }};
  return all;
}

void api::handle(http_request request, const http_responder& to) {
  asked a{std::make_shared<const http_request>(std::move(request)), to, {}};
  const auto& r = *a.request;
  std::string allowed;
  for (const auto& each : routes()) {
    if (!fits(each.path, r.path, a.name))
      continue;
    if (r.method == each.method || (r.method == "HEAD" && each.method == "GET"))
      return (this->*each.answer)(a);
    allowed.append(allowed.empty() ? "" : ", ").append(each.method);
  }
  if (!allowed.empty())
    return to.answer(method_not_allowed(allowed));
  if (r.path.starts_with("/api/"))
    return to.answer(error_answer(404, "not_found", "there is no " + r.path));
  if (r.method != "GET" && r.method != "HEAD")
    return to.answer(method_not_allowed("GET, HEAD"));
  to.answer(setup_.page.answer(r));
}

void api::use(actors::shared_config config) {
  setup_.config = std::move(config);
  sessions_.keep_only([this](const auto& jid) { return is_admin(jid); });
  check_followers();
}

void api::end_logins_of(const std::string& jid) {
  if (!is_admin(jid))
    return;
  ++changes_[jid];
  sessions_.keep_only([&](const auto& each) { return each != jid; });
  check_followers();
}

std::uint64_t api::changes_of(const std::string& jid) const {
  const auto known = changes_.find(jid);
  return known != changes_.end() ? known->second : 0;
}

void api::check_followers() {
  followers_.keep_only([this](const identity& of) {
    return of.by_token || sessions_.is_open(of.key, idle(), setup_.now());
  });
  if (!followers_.any(true))
    return;
  tokens_.use([weak = weak_from_this()](const token_cache::list& all) {
    auto self = weak.lock();
    if (!self || !all)
      return;
    const auto is_valid = [&](const identity& of) {
      return std::ranges::any_of(*all, [&](const token& t) {
        return t.name == of.key && (!t.expires || *t.expires > base::now());
      });
    };
    self->followers_.keep_only(
        [&](const identity& of) { return !of.by_token || is_valid(of); });
  });
}

void api::is_alive(const asked& a) {
  a.to.answer(text_answer(200, "ok"));
}

void api::is_ready(const asked& a) {
  const auto why = setup_.missing ? setup_.missing() : std::string{};
  a.to.answer(why.empty() ? text_answer(200, "ready") : text_answer(503, why));
}

void api::get_metrics(const asked& a) {
  const auto& mode = setup_.config->web.metrics;
  const auto tell = [this, to = a.to] {
    to.answer({200,
               open_metrics,
               setup_.metrics ? setup_.metrics() : std::string{"# EOF\n"},
               {}});
  };
  if (mode == "off")
    return a.to.answer(text_answer(404, "the metrics are off: web.metrics"));
  if (mode == "loopback" && is_local(*a.request))
    return tell();
  admit_token(a, bearer_of(*a.request), [tell](const identity&) { tell(); });
}

/// Of the whole server, since that is what the page shows and changes.
bool api::is_admin(const std::string& jid) const {
  const auto& hosts = setup_.config->hosts;
  return std::ranges::all_of(hosts, [&](const config::host_section& host) {
    return std::ranges::find(host.admins, jid) != host.admins.end();
  });
}

std::string api::hosts_beyond(const std::string& jid) const {
  std::string beyond;
  bool any = false;
  for (const auto& host : setup_.config->hosts) {
    if (std::ranges::find(host.admins, jid) != host.admins.end())
      any = true;
    else
      beyond.append(beyond.empty() ? "" : ", ").append(host.name);
  }
  return any ? beyond : std::string{};
}

std::chrono::minutes api::idle() const {
  return std::chrono::minutes{setup_.config->web.session_minutes};
}

asker api::asker_of(const asked& a, const identity& by) const {
  return {by.who, "web " + address_of(setup_.config->web, *a.request)};
}

} // namespace troupe::web
