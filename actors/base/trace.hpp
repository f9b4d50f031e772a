// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <caf/rtti_pair.hpp>

#include "xml/stanza.hpp"

/// The tap: what messages between actors leave behind for those who watch. A
/// thread has a ring of its own; whoever watches drains them all.
///
/// Recorded is what belongs to a trace that is *followed*. A stanza that is
/// followed carries a mark; while it is handled, `here` says so, and each
/// message that is sent meanwhile takes that along. What is not followed costs
/// two loads a message.
namespace troupe::base::trace {

/// Without it (`TROUPE_TAP=OFF`, to measure what it costs) nothing is followed.
#ifdef TROUPE_NO_TAP
inline constexpr bool is_built = false;
#else
inline constexpr bool is_built = true;
#endif

/// Where in which followed trace this thread is; trace 0: in none.
struct position {
  std::uint64_t trace = 0;
  std::uint64_t span = 0; ///< of the message that is being handled

  explicit operator bool() const { return trace != 0; }
};

inline constinit thread_local position here{};

/// Which event loop this thread is; -1: none.
inline constinit thread_local std::int16_t worker = -1;

/// Makes what is sent while it lives part of a trace, or of none.
class scope {
public:
  explicit scope(position now) : outer_(std::exchange(here, now)) {}
  /// Part of the trace of `x`, if that is followed; of the running one else.
  explicit scope(const xml::stanza& x)
      : outer_(std::exchange(here, !x.is_followed() || x.trace() == here.trace
                                       ? here
                                       : position{x.trace(), 0})) {}
  ~scope() { here = outer_; }
  scope(const scope&) = delete;
  scope& operator=(const scope&) = delete;

private:
  position outer_;
};

/// A stanza to keep and to say again: that one came in late, or was followed,
/// is not true of it then.
xml::stanza to_remember(xml::stanza x);
/// A remembered stanza that is said again because of what is handled now: it
/// belongs to that trace, if one is running.
xml::stanza said_again(xml::stanza x);

/// What a running trace waits for that is no message: a timer, a commit. It is
/// shown as one that the actor sends itself. Where no trace is running it costs
/// a load, and is nothing.
class parked {
public:
  parked() = default;
  /// `label` is a literal, e.g. "timer".
  explicit parked(const char* label) {
    if (is_built && here) [[unlikely]]
      park(label);
  }

  /// What is done while the result lives belongs to the trace again.
  class running {
  public:
    explicit running(const parked& p);
    ~running();
    running(const running&) = delete;
    running& operator=(const running&) = delete;

  private:
    const parked& of_;
    position outer_;
    std::int64_t since_ = 0;
  };

  explicit operator bool() const { return about_ != nullptr; }

private:
  struct state;
  void park(const char* label);

  std::shared_ptr<state> about_;
};

/// `f` within the trace that is running now, whenever it is called.
template <class F>
std::function<void()> kept(const char* label, F f) {
  if (!is_built || !here) [[likely]]
    return std::function<void()>(std::move(f));
  return [f = std::move(f), at = parked{label}]() mutable {
    const parked::running again{at};
    f();
  };
}

/// What a record tells of. Of messages that are counted only (`census`) and
/// belong to no trace, trace 0, there are `sent`, `counted` and `lost`.
enum class event : std::uint8_t {
  begun,   ///< a followed stanza has come in
  sent,    ///< a message has been put into a mailbox
  handled, ///< it has been taken out and handled
  lost,    ///< it was in the mailbox of an actor that ended
  decided, ///< what became of a stanza, and why
  alone,   ///< the same of a stanza that is not followed: an error, or slow
  counted  ///< as `handled`, of a message that is only counted
};

/// Why a trace is recorded.
enum class cause : std::uint8_t { followed, error, slow };

/// One thing that happened. Times in nanoseconds of the steady clock.
struct record {
  event what = event::handled;
  cause why = cause::followed;
  std::uint8_t outcome = 0; ///< part::outcome of what was decided
  std::int16_t worker = -1; ///< the event loop it happened on; -1: on none
  std::uint32_t depth = 0;  ///< of the receiver's mailbox
  std::size_t bytes = 0;    ///< that the message carries; 0: not known
  std::size_t memory = 0; ///< handled: what the actor holds, about; 0: unknown
  std::int64_t at = 0;    ///< when it was sent, begun or decided; handled: when
                          ///< handling began
  std::int64_t waited = 0; ///< in the mailbox; of what is slow: since it came
  std::int64_t took = 0;   ///< to handle
  std::uint64_t trace = 0; ///< the same for all that one stanza caused
  std::uint64_t span = 0;  ///< of the message, or in which it was decided
  std::uint64_t parent = 0;
  std::uint64_t from = 0;    ///< actor id, 0: none
  std::uint64_t to = 0;      ///< the actor at which it happened
  const char* kind = "";     ///< of that actor
  caf::rtti_pair type;       ///< of the message
  std::string_view decision; ///< a literal; of what is parked: its label
  std::string_view reason;   ///< a literal
  xml::jid name;             ///< the actor's address
  std::string resource;      ///< of the session that was decided for
  xml::stanza stanza;        ///< begun, decided, alone
  std::uint64_t watches = 0; ///< begun: whose filters it passed, a bit each
};

/// Each which message is counted, whatever it belongs to; 0: none is.
inline std::atomic<std::uint32_t> census{0};

/// A new id for a trace or a span; unique in this process, and as good as
/// unique over all runs.
std::uint64_t next_id();
/// Whether `next_id` made it. A trace that it did not make is one that a client
/// may bring about again (session/message_trace.hpp).
constexpr bool is_new(std::uint64_t id) {
  return id >> 63 != 0;
}
std::int64_t now();

/// Whether this thread's next message is one to count. @pre census is not 0
bool is_counted();

/// Records that a ring holds; 10 ms of 400,000 a second.
inline constexpr std::size_t ring_capacity = std::size_t{1} << 12;

/// Keeps a record; drops (and counts) it where the thread's ring is full, and
/// says so: false.
bool keep(record r);

/// While it lives, what this thread records goes to `to`, and to nobody who
/// watches (rehearsals).
class diversion {
public:
  using receiver = std::function<void(record)>;

  explicit diversion(receiver to);
  ~diversion();
  diversion(const diversion&) = delete;
  diversion& operator=(const diversion&) = delete;

private:
  receiver to_;
  const receiver* outer_;
};
/// Whether this thread's records go to somebody else than those who watch.
bool is_diverted();
/// Hands all records to `take`, in order for each thread. One caller at a time.
void drain(const std::function<void(record)>& take);
/// Records that no ring had room for.
std::uint64_t dropped();

} // namespace troupe::base::trace
