// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/sasl_exchange.hpp"

#include <array>

#include "actors/auth/plain_exchange.hpp"
#include "actors/auth/scram_exchange.hpp"
#include "xml/jid.hpp"

namespace troupe::auth {

namespace {

struct scram_mechanism {
  std::string_view name;
  scram_hash hash;
  bool plus;
};

/// In the order of preference.
constexpr std::array<scram_mechanism, 4> scram_mechanisms{{
    {"SCRAM-SHA-256-PLUS", scram_hash::sha256, true},
    {"SCRAM-SHA-1-PLUS", scram_hash::sha1, true},
    {"SCRAM-SHA-256", scram_hash::sha256, false},
    {"SCRAM-SHA-1", scram_hash::sha1, false},
}};

bool may_start(const sasl_facts& facts) {
  return facts.is_secure || !facts.require_encryption;
}

} // namespace

std::vector<std::string> channel_bindings(const sasl_facts& facts) {
  std::vector<std::string> types;
  if (!facts.exporter.empty())
    types.emplace_back("tls-exporter");
  if (!facts.server_end_point.empty())
    types.emplace_back("tls-server-end-point");
  return types;
}

std::vector<std::string> offered_mechanisms(const sasl_facts& facts) {
  std::vector<std::string> names;
  if (!may_start(facts))
    return names;
  const bool can_bind = !channel_bindings(facts).empty();
  for (const auto& each : scram_mechanisms)
    if (can_bind || !each.plus)
      names.emplace_back(each.name);
  if (facts.allow_plain)
    names.emplace_back("PLAIN");
  return names;
}

boost::system::result<std::unique_ptr<sasl_exchange>, sasl_failure>
sasl_exchange::make(std::string_view mechanism, sasl_facts facts) {
  using owner = std::unique_ptr<sasl_exchange>;
  const bool can_bind = !channel_bindings(facts).empty();
  for (const auto& each : scram_mechanisms) {
    if (each.name != mechanism || (each.plus && !can_bind))
      continue;
    if (!may_start(facts))
      return sasl_failure{sasl_condition::encryption_required, ""};
    return owner(std::make_unique<scram_exchange>(each.hash, each.plus,
                                                  std::move(facts)));
  }
  if (mechanism != "PLAIN")
    return sasl_failure{sasl_condition::invalid_mechanism, ""};
  if (!may_start(facts) || (!facts.allow_plain && !facts.is_secure))
    return sasl_failure{sasl_condition::encryption_required, ""};
  if (!facts.allow_plain)
    return sasl_failure{sasl_condition::mechanism_too_weak, ""};
  return owner(std::make_unique<plain_exchange>(std::move(facts)));
}

sasl_exchange::sasl_exchange(sasl_facts facts) : facts_(std::move(facts)) {
}

sasl_outcome sasl_exchange::step(std::string_view bytes) {
  if (state_ == state::start && bytes.empty()) {
    state_ = state::asked_again;
    return sasl_challenge{};
  }
  if (state_ == state::start || state_ == state::asked_again)
    return enter(on_first(bytes));
  if (state_ == state::response)
    return enter(on_response(bytes));
  return fail(sasl_condition::malformed_request, "out of order");
}

sasl_outcome sasl_exchange::resume(const std::optional<credentials>& account) {
  if (state_ != state::credentials)
    return fail(sasl_condition::malformed_request, "out of order");
  return enter(on_credentials(account));
}

sasl_outcome sasl_exchange::resume_password(bool matches, bool disabled) {
  if (state_ != state::password)
    return fail(sasl_condition::malformed_request, "out of order");
  return enter(on_password(matches, disabled));
}

sasl_failure sasl_exchange::fail(sasl_condition condition, std::string text) {
  state_ = state::done;
  return {condition, std::move(text)};
}

sasl_outcome sasl_exchange::enter(sasl_outcome outcome) {
  if (std::holds_alternative<need_credentials>(outcome))
    state_ = state::credentials;
  else if (std::holds_alternative<need_password_check>(outcome))
    state_ = state::password;
  else if (std::holds_alternative<sasl_challenge>(outcome))
    state_ = state::response;
  else
    state_ = state::done;
  return outcome;
}

std::string sasl_exchange::enforced(std::string_view username) const {
  const auto user = xml::jid::make(username, facts_.domain);
  return user ? std::string(user->local()) : std::string();
}

bool sasl_exchange::may_act_as(std::string_view authzid,
                               std::string_view username) const {
  if (authzid.empty())
    return true;
  const auto wanted = xml::jid::parse(authzid);
  const auto own = xml::jid::make(username, facts_.domain);
  return wanted && own && !username.empty() && *wanted == *own;
}

} // namespace troupe::auth
