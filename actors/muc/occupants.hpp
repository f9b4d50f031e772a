// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <span>
#include <string_view>
#include <unordered_set>

#include <boost/container/small_vector.hpp>
#include <boost/system/result.hpp>

#include "actors/muc/affiliation.hpp"
#include "xml/stanza.hpp"

namespace troupe::muc {

/// A client in a room.
struct session {
  xml::jid real;        ///< its full JID
  xml::stanza presence; ///< the last that it sent, as others got it
};

/// Somebody in a room: a nick, and the sessions of one bare JID that share it
/// (XEP-0045 §7.2.8).
class occupant {
public:
  standing as;

  occupant(xml::jid address, standing x)
      : as(x), address_(std::move(address)) {}

  /// The occupant JID: room@service/nick.
  const xml::jid& address() const { return address_; }
  std::string_view nick() const { return address_.resource(); }
  std::string_view bare() const { return sessions_.front().real.bare_view(); }
  /// In the order of their last presences.
  std::span<const session> sessions() const {
    return {sessions_.data(), sessions_.size()};
  }
  /// What newcomers are shown: what the others saw last.
  const xml::stanza& presence() const { return sessions_.back().presence; }

private:
  friend class occupants;

  using session_list = boost::container::small_vector<session, 1>;

  session_list::iterator find(const xml::jid& real);

  xml::jid address_;
  session_list sessions_;
};

/// Who is in a room, in the order of entering. Found by nick and by real JID in
/// constant time; an occupant stays where he is until he leaves.
class occupants {
public:
  occupants() = default;
  occupants(const occupants&) = delete;
  occupants& operator=(const occupants&) = delete;

  occupant* by_nick(std::string_view nick);
  const occupant* by_nick(std::string_view nick) const;
  /// By the full JID of one of his sessions.
  occupant* by_real(const xml::jid& full);
  /// Calls `f` with each occupant that a bare JID is, under any nick.
  /// @pre `f` neither adds nor removes
  template <class F>
  void each_of(std::string_view bare, F f) {
    for (auto [at, end] = by_bare_.equal_range(bare); at != end; ++at)
      f(**at);
  }

  /// Lets a session in, as somebody new or as one more of who has that nick.
  /// The error is `conflict` where another has it.
  /// @pre `address` has a nick, `real` is full and not in the room
  boost::system::result<occupant*, xml::condition>
  enter(const xml::jid& address, xml::jid real, xml::stanza presence,
        standing as);
  /// Takes a session out, and the occupant with his last one.
  void leave(const xml::jid& real);
  /// Takes an occupant out with all his sessions.
  void remove(const occupant& who);
  /// Gives an occupant another nick, in the same place (§7.6); false where
  /// another has it. His presences are still from the old one: `show` new ones.
  bool rename(occupant& who, const xml::jid& address);
  /// Keeps a session's presence as the last of its occupant.
  /// @pre `real` is in the room
  void show(const xml::jid& real, xml::stanza presence);
  void clear();

  std::size_t size() const { return all_.size(); }
  bool empty() const { return all_.empty(); }
  std::size_t sessions() const { return sessions_; }

  auto begin() { return all_.begin(); }
  auto end() { return all_.end(); }
  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }
  /// Calls `f` with each occupant and each of his sessions.
  /// @pre `f` neither adds nor removes
  template <class F>
  void each_session(F f) const {
    for (const auto& who : all_)
      for (const auto& x : who.sessions())
        f(who, x);
  }

private:
  struct entry : occupant {
    using occupant::occupant;
    std::list<entry>::iterator self;
  };

  // Keys are read from the occupant himself. All sessions of one have the same
  // bare JID, so that it stays the key whichever leaves.
  template <std::string_view (occupant::*Key)() const>
  struct keyed {
    using is_transparent = void;

    static std::string_view key(std::string_view x) { return x; }
    static std::string_view key(const entry* x) { return (x->*Key)(); }

    template <class X>
    std::size_t operator()(const X& x) const {
      return std::hash<std::string_view>{}(key(x));
    }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return key(a) == key(b);
    }
  };
  using nicks = keyed<&occupant::nick>;
  using addresses = keyed<&occupant::bare>;

  entry* find(const xml::jid& full);
  void take_out(entry& who);

  std::list<entry> all_;
  std::unordered_set<entry*, nicks, nicks> by_nick_;
  std::unordered_multiset<entry*, addresses, addresses> by_bare_;
  std::size_t sessions_ = 0;
};

} // namespace troupe::muc
