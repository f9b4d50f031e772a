// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/sasl_client.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace troupe::load {

namespace {

struct mechanism {
  std::string_view name;
  auth_choice choice;
};

/// The best first.
constexpr std::array mechanisms{
    mechanism{"SCRAM-SHA-256", auth_choice::scram_sha_256},
    mechanism{"SCRAM-SHA-1", auth_choice::scram_sha_1},
    mechanism{"PLAIN", auth_choice::plain}};

std::string as_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char each : bytes) {
    text += digits[each >> 4];
    text += digits[each & 15];
  }
  return text;
}

std::string derive(Gsasl_hash hash, const std::string& password,
                   const std::string& salt_base64, unsigned rounds) {
  char* salt = nullptr;
  std::size_t size = 0;
  if (gsasl_base64_from(salt_base64.data(), salt_base64.size(), &salt, &size)
      != GSASL_OK)
    return {};
  std::array<char, GSASL_HASH_MAX_SIZE> salted{}, client{}, server{}, stored{};
  const auto done = gsasl_scram_secrets_from_password(
      hash, password.c_str(), rounds, salt, size, salted.data(), client.data(),
      server.data(), stored.data());
  gsasl_free(salt);
  if (done != GSASL_OK)
    return {};
  return as_hex({salted.data(), gsasl_hash_length(hash)});
}

std::string fast_property(Gsasl_session* exchange, Gsasl_property property) {
  const char* value = gsasl_property_fast(exchange, property);
  return value ? value : "";
}

} // namespace

const std::string& salted_passwords::of(Gsasl_hash hash,
                                        const std::string& password,
                                        const std::string& salt_base64,
                                        unsigned rounds) {
  const auto key = std::to_string(hash) + ' ' + std::to_string(rounds) + ' '
                   + salt_base64 + ' ' + password;
  auto [at, is_new] = known_.try_emplace(key);
  if (is_new)
    at->second = derive(hash, password, salt_base64, rounds);
  return at->second;
}

outcome<std::unique_ptr<sasl_clients>> sasl_clients::make() {
  std::unique_ptr<sasl_clients> made{new sasl_clients};
  if (const auto done = gsasl_init(&made->context_); done != GSASL_OK)
    return problem{std::string{"libgsasl: "} + gsasl_strerror(done)};
  gsasl_callback_set(made->context_, on_property);
  gsasl_callback_hook_set(made->context_, made.get());
  return made;
}

sasl_clients::~sasl_clients() {
  if (context_)
    gsasl_done(context_);
}

outcome<std::string>
sasl_clients::choose(const std::vector<std::string>& offered,
                     auth_choice wish) {
  for (const auto& each : mechanisms)
    if ((wish == auth_choice::best || wish == each.choice)
        && std::ranges::find(offered, each.name) != offered.end())
      return success(std::string{each.name});
  std::string names;
  for (const auto& each : offered)
    names += ' ' + each;
  return problem{"the server does not offer that mechanism, but"
                 + (names.empty() ? " none" : names)
                 + "; choose another --auth, or --tls starttls"};
}

outcome<sasl_clients::exchange>
sasl_clients::begin(const std::string& mechanism, const std::string& name,
                    const std::string& password) {
  Gsasl_session* raw = nullptr;
  if (const auto done = gsasl_client_start(context_, mechanism.c_str(), &raw);
      done != GSASL_OK)
    return problem{mechanism + ": " + gsasl_strerror(done)};
  exchange made{raw};
  if (gsasl_property_set(raw, GSASL_AUTHID, name.c_str()) != GSASL_OK
      || gsasl_property_set(raw, GSASL_PASSWORD, password.c_str()) != GSASL_OK)
    return problem{"libgsasl: no memory"};
  return made;
}

outcome<std::string> sasl_clients::step(const exchange& with,
                                        const std::string& said) {
  char* answer = nullptr;
  const auto done = gsasl_step64(with.get(), said.c_str(), &answer);
  if (done != GSASL_OK && done != GSASL_NEEDS_MORE)
    return problem{std::string{"SASL: "} + gsasl_strerror(done)};
  std::string text = answer ? answer : "";
  gsasl_free(answer);
  return success(std::move(text));
}

/// Before it derives the salted password itself, libgsasl asks whether we have
/// it.
int sasl_clients::on_property(Gsasl* context, Gsasl_session* exchange,
                              Gsasl_property property) {
  if (property != GSASL_SCRAM_SALTED_PASSWORD)
    return GSASL_NO_CALLBACK;
  auto* self = static_cast<sasl_clients*>(gsasl_callback_hook_get(context));
  const auto salt = fast_property(exchange, GSASL_SCRAM_SALT);
  const auto rounds = fast_property(exchange, GSASL_SCRAM_ITER);
  const std::string_view name = gsasl_mechanism_name(exchange);
  const auto hash = name == "SCRAM-SHA-1" ? GSASL_HASH_SHA1 : GSASL_HASH_SHA256;
  if (salt.empty() || rounds.empty())
    return GSASL_NO_CALLBACK;
  const auto& salted = self->passwords_.of(
      hash, fast_property(exchange, GSASL_PASSWORD), salt,
      static_cast<unsigned>(std::strtoul(rounds.c_str(), nullptr, 10)));
  if (salted.empty())
    return GSASL_NO_CALLBACK;
  return gsasl_property_set(exchange, property, salted.c_str());
}

} // namespace troupe::load
