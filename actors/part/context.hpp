// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "config/server_config.hpp"
#include "persistence/operation.hpp"
#include "xml/stanza.hpp"

namespace troupe::part {

/// Why a stanza went where it went: shown by the tap, the log and the
/// inspector.
struct decision {
  std::string_view what;   ///< e.g. "stored offline"; a literal
  std::string_view reason; ///< e.g. "no resource has priority >= 0"; a literal
};

/// Creates and changes accounts. `done` gets nothing on success.
class account_service {
public:
  using done = std::function<void(std::optional<xml::stanza_error>)>;

  /// `conflict` where the account exists.
  virtual void create(const xml::jid& account, std::string password, done then)
      = 0;
  virtual void set_password(const xml::jid& account, std::string password,
                            done then)
      = 0;
  /// Removes the account with all it has, after its contacts were told
  /// (RFC 6121 §3) and its sessions were closed with `not-authorized`.
  virtual void remove(const xml::jid& account, done then) = 0;

protected:
  ~account_service() = default;
};

/// All that a part can do to the world. Calls come and go on the actor's own
/// turn; callbacks are run on it too, and never after the actor has gone.
class context {
public:
  using completion
      = std::function<void(persistence::result<persistence::answers>)>;
  using time_point = std::chrono::system_clock::time_point;

  /// The bare JID of the account, or the domain for a host's parts.
  virtual const xml::jid& self() const = 0;
  virtual time_point now() const = 0;
  virtual const config::server_config& configuration() const = 0;

  /// Sends a stanza to where its `to` points; `from` must be set.
  virtual void route(xml::stanza x) = 0;

  /// Runs operations on the store in one transaction. `then` gets the answers
  /// once they are committed; transactions of one owner complete in order, so
  /// that an empty one is a barrier. Called within `start`, it holds back all
  /// stanzas until it is complete.
  virtual void run(persistence::transaction ops, completion then) = 0;

  /// Calls `then` after `delay`. Cannot be cancelled: check that it still
  /// matters.
  virtual void later(std::chrono::milliseconds delay,
                     std::function<void()> then)
      = 0;

  /// Tells what became of `x` and why.
  virtual void note(const xml::stanza& x, decision d) = 0;

  virtual account_service& accounts() = 0;

  /// Answers an IQ request.
  void reply(const xml::stanza& request);
  void reply(const xml::stanza& request, xml::element payload);
  /// Answers with an error, unless `request` is one that gets no answer
  /// (an error or a result, RFC 6120 §8.3.1).
  void reject(const xml::stanza& request, const xml::stanza_error& error);
  void reject(const xml::stanza& request, xml::condition what,
              std::string_view text = {});
  /// The stanza error for a store that failed: `resource-constraint` where
  /// waiting may help, else `internal-server-error`.
  static xml::stanza_error error_for(const persistence::store_error& e);

protected:
  ~context() = default;
};

} // namespace troupe::part
