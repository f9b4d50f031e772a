// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/system/result.hpp>

#include "actors/auth/credentials.hpp"
#include "actors/auth/sasl_condition.hpp"

namespace troupe::auth {

/// What an exchange must know of its stream.
struct sasl_facts {
  std::string domain;             ///< enforced; users are local@domain
  bool is_secure = false;         ///< TLS is on
  bool require_encryption = true; ///< without TLS nothing is offered
  bool allow_plain = false;       ///< PLAIN too, where encryption permits
  std::string exporter;           ///< raw tls-exporter, empty: none
  std::string server_end_point;   ///< raw tls-server-end-point, empty: none
  /// The server's own random secret, the same after each restart: answers
  /// unknown users with it.
  std::string decoy_secret;
  /// A fresh printable nonce without commas; none: random.
  std::function<std::string()> nonce;
};

/// Names of the mechanisms for `<mechanisms/>`, the preferred first.
std::vector<std::string> offered_mechanisms(const sasl_facts& facts);

/// Types of the channel bindings there are, for XEP-0440.
std::vector<std::string> channel_bindings(const sasl_facts& facts);

/// Wants `resume` with the credentials of this user, or with nothing if there
/// is no such account. An empty name is one that no account can have.
struct need_credentials {
  std::string username; ///< localpart as enforced
};

/// Wants `resume_password`. For an unknown (or empty) name check against
/// `decoy_credentials`, so that it takes as long.
struct need_password_check {
  std::string username; ///< localpart as enforced
  std::string password;
};

/// `<challenge/>` with these bytes.
struct sasl_challenge {
  std::string bytes;
};

/// `<success/>`, with the bytes if not empty.
struct sasl_success {
  std::string username; ///< localpart as enforced
  std::string bytes;
};

using sasl_outcome = std::variant<need_credentials, need_password_check,
                                  sasl_challenge, sasl_success, sasl_failure>;

/// The server's side of one SASL authentication (RFC 6120 §6, RFC 4422), free
/// of encoding: bytes go in and out as the mechanism has them.
///
///   step ─▶ need_credentials ─ resume ─▶ challenge ─ step ─▶ success/failure
///   step ─▶ need_password_check ─ resume_password ─▶ success/failure
///
/// An empty first `step` (no initial response) is answered by an empty
/// challenge. Any call out of this order ends it with `malformed-request`.
class sasl_exchange {
public:
  /// The failure is `invalid-mechanism` (also for PLUS without a binding),
  /// `encryption-required`, or `mechanism-too-weak` (PLAIN not allowed).
  static boost::system::result<std::unique_ptr<sasl_exchange>, sasl_failure>
  make(std::string_view mechanism, sasl_facts facts);
  virtual ~sasl_exchange() = default;

  /// The peer's initial response or response.
  sasl_outcome step(std::string_view bytes);
  sasl_outcome resume(const std::optional<credentials>& account);
  sasl_outcome resume_password(bool matches, bool disabled = false);
  /// Ends the exchange from outside: `aborted`, `temporary-auth-failure`.
  sasl_failure fail(sasl_condition condition, std::string text = {});

  bool is_done() const { return state_ == state::done; }

protected:
  explicit sasl_exchange(sasl_facts facts);

  /// The mechanism's own part, called in the order above only.
  virtual sasl_outcome on_first(std::string_view bytes) = 0;
  virtual sasl_outcome on_credentials(const std::optional<credentials>&) = 0;
  virtual sasl_outcome on_password(bool matches, bool disabled) = 0;
  virtual sasl_outcome on_response(std::string_view bytes) = 0;

  /// The name as the localpart of a JID of ours; empty: it cannot be one.
  std::string enforced(std::string_view username) const;
  /// Whether the authorization identity is absent or the user's own bare JID.
  bool may_act_as(std::string_view authzid, std::string_view username) const;

  const sasl_facts facts_;

private:
  enum class state {
    start,
    asked_again,
    credentials,
    password,
    response,
    done
  };

  sasl_outcome enter(sasl_outcome outcome);

  state state_ = state::start;
};

} // namespace troupe::auth
