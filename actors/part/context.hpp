// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "config/server_config.hpp"
#include "persistence/operation.hpp"
#include "xml/stanza.hpp"

namespace troupe::part {

/// What became of a stanza. The first of those that a trace has is the one that
/// it is known by.
enum class outcome : std::uint8_t {
  failed,    ///< the server could not
  refused,   ///< its sender gets an error
  dropped,   ///< nobody gets it
  filtered,  ///< somebody did not want it: blocked, spared
  held,      ///< it waits: for a client to come back, for credit
  stored,    ///< for a client that is not there
  delivered, ///< to those it was for
  copied,    ///< to others than those it was for
  noted      ///< something else
};
inline constexpr std::size_t outcomes = 9;
/// "delivered" …; a literal.
constexpr std::string_view name_of(outcome x) {
  constexpr std::string_view names[outcomes]
      = {"failed", "refused",   "dropped", "filtered", "held",
         "stored", "delivered", "copied",  "noted"};
  return names[static_cast<std::size_t>(x)];
}

/// Whether it is something that went wrong, for its sender at least.
constexpr bool is_error(outcome x) {
  return x <= outcome::refused;
}

/// Why a stanza went where it went: shown by the tap, the log and the
/// inspector.
struct decision {
  outcome how = outcome::noted;
  std::string_view what;     ///< e.g. "stored offline"; a literal
  std::string_view reason;   ///< e.g. "no resource is available"; a literal
  std::string_view resource; ///< that it is about; empty: none, or the stanza's

  constexpr decision() = default;
  constexpr decision(outcome o, std::string_view because)
      : how(o), what(name_of(o)), reason(because) {}

  /// The same with a name of its own for what was done.
  constexpr decision called(std::string_view name) const {
    auto x = *this;
    x.what = name;
    return x;
  }
  /// The same about a session's resource, which is read at once.
  constexpr decision at(std::string_view name) const {
    auto x = *this;
    x.resource = name;
    return x;
  }
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
  /// The same, with some of the request in front of the error.
  void reject(const xml::stanza& request, const xml::stanza_error& error,
              xml::element repeated);
  /// The stanza error for a store that failed: `resource-constraint` where
  /// waiting may help, else `internal-server-error`.
  static xml::stanza_error error_for(const persistence::store_error& e);

protected:
  ~context() = default;

private:
  /// Says so; false: it gets no answer.
  bool may_reject(const xml::stanza& request, const xml::stanza_error& error);
  /// How `request` is answered: for whoever follows it.
  virtual void answered(const xml::stanza& request, const decision& how);
};

} // namespace troupe::part
