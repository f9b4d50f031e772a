// SPDX-License-Identifier: Apache-2.0
// Who may ask: logins of the page, and bearer tokens.
#include <spdlog/spdlog.h>

#include "actors/auth/sasl_condition.hpp"
#include "actors/base/environment.hpp"
#include "actors/observe/counters.hpp"
#include "actors/web/answers.hpp"
#include "actors/web/api.hpp"
#include "actors/web/asked.hpp"
#include "actors/web/request_checks.hpp"
#include "actors/web/secret.hpp"

namespace troupe::web {

using net::http_request;
using net::http_response;
using nlohmann::json;

namespace {

/// Locked out, a client may come back after so many seconds.
constexpr auto retry_after = "60";

http_response not_authorized(std::string_view why) {
  auto answer = error_answer(401, "not_authorized", why);
  answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

http_response forbidden(std::string_view why) {
  return error_answer(403, "forbidden", why);
}

bool changes_something(const http_request& r) {
  return r.method != "GET" && r.method != "HEAD";
}

json session_body(const std::string& jid, const std::string& secret) {
  return {{"jid", jid}, {"csrf", csrf_of(secret)}};
}

std::string text_in(const json& body, const char* name) {
  const auto at = body.find(name);
  return at != body.end() && at->is_string() ? at->get<std::string>() : "";
}

/// The bare JID of an account, whatever its host; nothing where it is none.
std::optional<xml::jid> account_in(const json& body) {
  auto jid = xml::jid::parse(text_in(body, "jid"));
  if (!jid || jid->local().empty() || !jid->is_bare())
    return std::nullopt;
  return *jid;
}

/// Among the logins of clients, as if it were a mechanism of SASL.
void count(login_verdict v) {
  using auth::sasl_condition;
  const auto failed
      = [](sasl_condition why) { return 1 + static_cast<std::size_t>(why); };
  std::size_t result = 0;
  if (v == login_verdict::later)
    result = failed(sasl_condition::temporary_auth_failure);
  else if (v != login_verdict::right)
    result = failed(sasl_condition::not_authorized);
  observe::count_sasl(observe::mechanism::web, result);
}

} // namespace

void api::admit(const asked& a, std::function<void(const identity&)> then) {
  if (!a.request->header("authorization").empty())
    return admit_token(a, bearer_of(*a.request), std::move(then));
  admit_session(a, then);
}

void api::admit_token(const asked& a, const std::string& secret,
                      std::function<void(const identity&)> then) {
  if (secret.empty())
    return a.to.answer(not_authorized("needs a token: troupectl token create"));
  tokens_.find(secret, base::now(),
               [to = a.to, then = std::move(then)](const std::string& name) {
                 if (name.empty())
                   return to.answer(not_authorized("the token is not valid"));
                 then({"token:" + name, name, true});
               });
}

void api::admit_session(const asked& a,
                        const std::function<void(const identity&)>& then) {
  const auto& r = *a.request;
  const auto secret = session_cookie(r);
  if (secret.empty())
    return a.to.answer(not_authorized("nobody is logged in"));
  if (is_from_elsewhere(setup_.config->web, r))
    return a.to.answer(forbidden("the request comes from another page"));
  const auto digest = digest_of(secret);
  const auto jid = sessions_.use(digest, idle(), setup_.now());
  if (jid.empty() || !is_admin(jid))
    return a.to.answer(not_authorized("the login has ended"));
  if (changes_something(r) && !same(r.header("x-troupe-csrf"), csrf_of(secret)))
    return a.to.answer(
        forbidden("the header X-Troupe-Csrf is missing or wrong"));
  then({jid, digest, false});
}

void api::log_in(const asked& a) {
  const auto& r = *a.request;
  if (is_from_elsewhere(setup_.config->web, r))
    return a.to.answer(forbidden("the request comes from another page"));
  if (!is_json(r))
    return a.to.answer(
        error_answer(415, "usage", "the body must be application/json"));
  const auto body = json::parse(r.body, nullptr, false);
  if (!body.is_object())
    return a.to.answer(
        error_answer(400, "usage", R"(the body is {"jid", "password"})"));
  const auto account = account_in(body);
  if (!account)
    return finish_login(a, {}, login_verdict::wrong);
  login_attempt attempt{account->str(), changes_of(account->str())};
  // Everybody's password is checked, so that the time tells nothing.
  setup_.door->check_password(*account, text_in(body, "password"),
                              address_of(setup_.config->web, r),
                              is_admin(account->str()),
                              [a, attempt, post = setup_.post,
                               weak = weak_from_this()](login_verdict v) {
                                post([a, attempt, v, weak] {
                                  if (auto self = weak.lock())
                                    self->finish_login(a, attempt, v);
                                });
                              });
}

void api::finish_login(const asked& a, const login_attempt& of,
                       login_verdict v) {
  // He may have been taken out of `admins` meanwhile, or got a new password.
  const bool still_may = is_admin(of.jid) && of.changes == changes_of(of.jid);
  if (v == login_verdict::right && !still_may)
    v = login_verdict::wrong;
  count(v);
  if (v != login_verdict::right)
    return refuse_login(a, of.jid, v);
  const auto& jid = of.jid;
  const auto& web = setup_.config->web;
  sessions_.close(digest_of(session_cookie(*a.request)));
  const auto secret = sessions_.open(jid, setup_.now());
  spdlog::info("web.login jid={} address={}", jid, address_of(web, *a.request));
  auto answer = json_answer(200, session_body(jid, secret));
  answer.headers.emplace_back("Set-Cookie",
                              set_cookie(secret, is_proxied(web, *a.request)));
  a.to.answer(std::move(answer));
}

/// Who gives a wrong password learns nothing of the account. Who gives the
/// right one, and administers a part of the server, is told why he is not let
/// in.
void api::refuse_login(const asked& a, const std::string& jid,
                       login_verdict v) {
  const auto from = address_of(setup_.config->web, *a.request);
  if (v == login_verdict::later) {
    spdlog::warn("web.login_refused jid={} address={}", jid, from);
    auto answer = error_answer(429, "busy", "too many logins; try again later");
    answer.headers.emplace_back("Retry-After", retry_after);
    return a.to.answer(std::move(answer));
  }
  spdlog::warn("web.login_failed jid={} address={}", jid, from);
  const auto beyond
      = v == login_verdict::outside ? hosts_beyond(jid) : std::string{};
  if (beyond.empty())
    return a.to.answer(not_authorized("wrong JID or password"));
  a.to.answer(forbidden("this is for administrators of all hosts; " + jid
                        + " is not in the admins of " + beyond));
}

void api::get_session(const asked& a) {
  admit_session(a, [&a](const identity& who) {
    a.to.answer(
        json_answer(200, session_body(who.who, session_cookie(*a.request))));
  });
}

void api::log_out(const asked& a) {
  admit_session(a, [this, &a](const identity& who) {
    sessions_.close(who.key);
    check_followers();
    http_response answer{204, {}, {}, {}};
    answer.headers.emplace_back(
        "Set-Cookie",
        set_cookie({}, is_proxied(setup_.config->web, *a.request)));
    a.to.answer(std::move(answer));
  });
}

} // namespace troupe::web
