// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/scram_server.hpp"

#include <fmt/format.h>

#include "actors/auth/base64.hpp"
#include "actors/auth/hashing.hpp"

namespace troupe::auth {

namespace {

constexpr std::size_t nonce_bytes = 18;

sasl_failure refused(const char* text = "") {
  return {sasl_condition::not_authorized, text};
}

/// Not a wrong password: nothing was proved yet, so it counts as no guess.
sasl_failure unusable(const char* text) {
  return {sasl_condition::malformed_request, text};
}

} // namespace

scram_server::scram_server(scram_hash hash, bool plus, scram_bindings bindings,
                           std::function<std::string()> nonce)
    : hash_(hash),
      plus_(plus),
      bindings_(std::move(bindings)),
      nonce_source_(std::move(nonce)) {
}

boost::system::result<scram_identity, sasl_failure>
scram_server::client_first(std::string_view message) {
  auto parsed = parse_client_first(message);
  if (!parsed)
    return parsed.error();
  first_ = std::move(*parsed);
  // RFC 5802 §6: the flag must fit the mechanism.
  if (plus_ != (first_.flag == 'p'))
    return unusable("channel binding and mechanism do not fit");
  // RFC 5802 §6: the client can bind, but saw no PLUS; somebody removed it.
  if (first_.flag == 'y' && bindings_.any())
    return unusable("server-does-support-channel-binding");
  if (plus_ && binding_data().empty())
    return unusable("unsupported-channel-binding-type");
  return scram_identity{first_.username, first_.authzid};
}

boost::system::result<std::string, sasl_failure>
scram_server::challenge(const credentials& account) {
  keys_ = account.keys(hash_);
  const auto ours = nonce_source_ ? nonce_source_()
                                  : encode_base64(random_bytes(nonce_bytes));
  if (ours.empty())
    return sasl_failure{sasl_condition::temporary_auth_failure, ""};
  nonce_ = first_.nonce + ours;
  server_first_ = fmt::format("r={},s={},i={}", nonce_,
                              encode_base64(keys_.salt), keys_.iterations);
  return server_first_;
}

boost::system::result<std::string, sasl_failure>
scram_server::client_final(std::string_view message) {
  const auto final = parse_client_final(message);
  if (!final)
    return final.error();
  if (final->nonce != nonce_)
    return refused("other nonce");
  if (!is_bound(*final))
    return refused("channel-bindings-dont-match");
  // RFC 5802 §3
  const auto auth_message = fmt::format("{},{},{}", first_.bare, server_first_,
                                        final->without_proof);
  const auto signature = hmac(hash_, keys_.stored_key, auth_message);
  const auto verifier = hmac(hash_, keys_.server_key, auth_message);
  if (signature.empty() || verifier.empty())
    return sasl_failure{sasl_condition::temporary_auth_failure, ""};
  if (final->proof.size() != signature.size())
    return refused();
  const auto client_key = exclusive_or(final->proof, signature);
  if (!same_secret(digest(hash_, client_key), keys_.stored_key))
    return refused();
  return "v=" + encode_base64(verifier);
}

/// RFC 5802 §7: cbind-input = gs2-header [cbind-data]
bool scram_server::is_bound(const scram_client_final& final) const {
  auto expected = first_.gs2_header;
  if (plus_)
    expected += binding_data();
  return same_secret(final.binding, expected);
}

const std::string& scram_server::binding_data() const {
  static const std::string none;
  if (first_.binding == "tls-exporter")
    return bindings_.exporter;
  if (first_.binding == "tls-server-end-point")
    return bindings_.end_point;
  return none;
}

} // namespace troupe::auth
