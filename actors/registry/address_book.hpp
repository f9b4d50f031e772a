// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <caf/actor_addr.hpp>

#include "actors/base/queue.hpp"
#include "actors/messages.hpp"
#include "xml/stanza.hpp"

namespace troupe::registry {

/// Stanzas that may be on their way to one peer before it has handled some.
inline constexpr std::uint32_t link_window = 128;
/// A peer gives credit back in steps of this many.
inline constexpr std::uint32_t credit_step = 32;
/// Stanzas that may wait for one peer: the bound behind the window.
inline constexpr std::size_t link_bound = 2'048;
/// Peers that an address book keeps handles of; beyond, idle ones go. More than
/// the contacts that a roster may have by default: a login writes to all.
inline constexpr std::size_t book_bound = 8'192;

struct link;
struct queued;
class link_table;
using askers = std::vector<std::function<void(bool durable)>>;

/// Where an actor sends stanzas for other addresses: it asks the registry once
/// per address, keeps the handle, counts what is on its way and lets the rest
/// wait, so that no mailbox grows without bound and the order per sender holds.
///
///   route ─▶ unknown ─ find ─▶ asked ─ found ─▶ open ─ forget ─▶ unknown
///
/// An addressable actor that wants to leave asks all its holders to `let_go`
/// first, so that no stanza is ever sent to one that has gone.
class address_book {
public:
  /// What the book has its owner do.
  class port {
  public:
    virtual void find_address(const xml::jid& address) = 0;
    virtual void send_inbound(const actors::addressable& to, xml::stanza x) = 0;
    /// The book gives up a handle; its actor should know.
    virtual void forsake(const actors::addressable& peer) = 0;
    /// No such address on this server, or too much waits for it.
    virtual void refuse(const xml::stanza& x, xml::condition why) = 0;
    /// Asks the peer whether all that it was sent is stored.
    virtual void confirm(const actors::addressable& peer,
                         std::function<void(bool durable)> then)
        = 0;
    /// A stanza that had to wait and came from this session has left.
    virtual void left(std::uint64_t session) = 0;

  protected:
    ~port() = default;
  };

  explicit address_book(port& p);
  ~address_book();
  address_book(const address_book&) = delete;
  address_book& operator=(const address_book&) = delete;

  /// Sends `x` to the actor of its `to`, now or once there is credit. False
  /// where it waits; then `left(session)` follows, if `session` is not 0.
  bool route(xml::stanza x, std::uint64_t session = 0);

  /// From now on it is noted to whom stanzas go, for `confirm`.
  void track() { tracking_ = true; }
  /// Calls `then` once all to whom stanzas have gone since the last call say
  /// that what these left to store is stored; with false where one does not.
  void confirm(std::function<void(bool durable)> then);

  /// The registry's answer; a null handle: no such address here.
  void found(const xml::jid& address, const actors::addressable& sink);
  void credit(const caf::actor_addr& peer, std::uint32_t count);
  /// The peer leaves: the next stanza asks for its address anew.
  void forget(const caf::actor_addr& peer);
  /// The same of one that has ended, and answers no question any more.
  void lost(const caf::actor_addr& peer);

  /// Gives up all handles: the owner leaves.
  void close();

  std::size_t size() const;
  /// Asked with nearly each stanza, so counted and not looked for.
  std::size_t waiting() const { return waiting_; }

private:
  void expect_news(link& to);
  void wait(link& to, queued next);
  void drain(link& to);
  void send(link& to, queued next);
  void ask(link& to, std::function<void(bool)> then);
  void end_question(link& to, const std::shared_ptr<askers>& asked,
                    bool durable);
  void refuse_all(base::queue<queued>& all, xml::condition why);
  void make_room();

  port& port_;
  bool tracking_ = false;
  std::size_t waiting_ = 0; ///< of all links
  /// With so many handles room is looked for: more than `book_bound` while most
  /// were in use, so that not each new address has them all looked through.
  std::size_t room_at_ = book_bound;
  std::unique_ptr<link_table> links_; ///< null until something is sent
};

} // namespace troupe::registry
