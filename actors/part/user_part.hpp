// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "actors/part/card.hpp"
#include "actors/part/context.hpp"
#include "actors/part/sessions.hpp"
#include "actors/part/stages.hpp"

namespace troupe::part {

class user_part;

/// What the parts of an account act through.
class user_context : public context {
public:
  virtual session_table& sessions() = 0;
  /// Hands `x` to the session's stream as it is.
  virtual void send(const session_record& to, xml::stanza x) = 0;
  /// Hands stanzas to the session's stream that stay stored until they are
  /// written to its socket: `then(true)` once all are, `then(false)` if the
  /// stream ended first.
  virtual void hand_over(const session_record& to,
                         std::vector<xml::stanza> stanzas,
                         std::function<void(bool written)> then)
      = 0;
  enum class appended : std::uint8_t {
    newly,
    before, ///< the id was there already
    never,  ///< the account is no more
  };
  /// Appends to a log of the account what must not be missing: in the order of
  /// the calls, again while the store fails, and no client is acknowledged what
  /// depends on it.
  virtual void append_surely(std::string_view log, persistence::log_entry entry,
                             std::function<void(appended)> then)
      = 0;
  /// Removes entries in the same way.
  virtual void remove_surely(std::string_view log,
                             const std::vector<std::string>& ids,
                             std::function<void()> then)
      = 0;
  /// False for an address at which no account was ever made: its user actor
  /// only answers as RFC 6121 §8.5.1 says.
  virtual bool account_exists() const = 0;

  /// The part of type `P` of the same account. @pre it is in the list of parts
  template <class P>
  P& sibling() {
    return static_cast<P&>(sibling_of(typeid(P)));
  }

protected:
  ~user_context() = default;
  virtual user_part& sibling_of(const std::type_info& type) = 0;
};

/// A feature of an account. Besides the virtual moments, a part `P` has
///   static card about();
///   static void declare(declaration<P>& d);   // its IQs and stages
///   explicit P(user_context& context);
/// and is listed in actors/user/parts.cpp.
class user_part {
public:
  virtual ~user_part() = default;

  /// The actor has started: load what is stored (see context::run).
  virtual void start() {}
  /// A resource was bound.
  virtual void session_opened(session_record&) {}
  /// Initial presence was sent (before it is broadcast).
  virtual void session_available(session_record&) {}
  /// The client of a detached session is back (XEP-0198 §5).
  virtual void session_resumed(session_record&) {}
  /// The session has gone; it was unavailable before. The record goes next.
  virtual void session_closed(session_record&) {}
  /// The account is being removed; its data goes next.
  virtual void account_removed() {}
  /// Bytes that it holds beside itself, if they may become many; quickly found.
  virtual std::size_t memory() const { return 0; }
  /// Figures for `describe`: name and value pairs.
  virtual std::vector<std::pair<std::string, std::string>> describe() const {
    return {};
  }
};

} // namespace troupe::part
