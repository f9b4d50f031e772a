// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <optional>

#include "actors/admin/commands/token.hpp"
#include "actors/admin/commands/token_asking.hpp"
#include "actors/base/environment.hpp"
#include "actors/part/timestamp.hpp"
#include "actors/web/secret.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

constexpr std::size_t most_tokens = 100; // all are compared at each request
constexpr unsigned most_days = 3'650;

/// How long it is valid, 0: for ever; nothing where the text is no number.
std::optional<unsigned> days_in(const given_arguments& given) {
  const auto at = given.find("days");
  if (at == given.end())
    return 0;
  unsigned days = 0;
  const auto* last = at->second.data() + at->second.size();
  const auto [end, why] = std::from_chars(at->second.data(), last, days);
  if (why != std::errc{} || end != last || days == 0 || days > most_days)
    return std::nullopt;
  return days;
}

json told(const web::token& t, const std::string& secret) {
  json answer{{"created", t.name}, {"token", secret}};
  if (t.expires)
    answer["expires"] = part::timestamp(*t.expires);
  return answer;
}

void store(server_access& server, const web::token& t,
           const std::string& secret, const reply<json>& done) {
  server.write(persistence::put_entry{std::string{web::token_owner},
                                      std::string{web::token_map}, t.name,
                                      web::to_blob(t)},
               [t, secret, done](const outcome<void>& came) {
                 if (!came)
                   return done(came.error());
                 done(success(told(t, secret)));
               });
}

void run_token_create(server_access& server, const given_arguments& given,
                      reply<json> done) {
  const auto& name = given.at("name");
  if (auto wrong = check_token_name(name); !wrong.empty())
    return done(failure{failure_code::usage, std::move(wrong)});
  const auto days = days_in(given);
  if (!days)
    return done(
        failure{failure_code::usage, "--days takes a number from 1 to 3650"});
  web::token made{name, {}, base::now(), {}};
  if (*days != 0)
    made.expires = made.created + std::chrono::days{*days};
  read_tokens(server, [&server, made,
                       done](const outcome<std::vector<web::token>>& all) {
    if (!all)
      return done(all.error());
    if (std::ranges::find(*all, made.name, &web::token::name) != all->end())
      return done(failure{failure_code::conflict,
                          "there is a token \"" + made.name + "\" already"});
    if (all->size() >= most_tokens)
      return done(failure{failure_code::conflict,
                          "there are 100 tokens already; delete some"});
    const auto secret = web::make_secret();
    auto whole = made;
    whole.digest = web::digest_of(secret);
    store(server, whole, secret, done);
  });
}

} // namespace

command token_create() {
  return {"token create",
          "Makes a bearer token for the API, which may do all that an"
          " administrator may; tells its secret this once",
          {{"name", "what it is for, e.g. grafana"},
           {.name = "days",
            .help = "then it ends; without, it stays until it is deleted",
            .optional = true,
            .named = true}},
          place::either,
          run_token_create,
          nullptr,
          true};
}

} // namespace troupe::admin
