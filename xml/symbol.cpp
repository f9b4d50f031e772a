// SPDX-License-Identifier: Apache-2.0
#include "xml/symbol.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <unordered_map>

#include "xml/namespaces.hpp"

namespace troupe::xml {

struct symbol::text {
  explicit text(std::string_view chars, bool forever = false)
      : chars(chars), forever(forever) {}

  const std::string chars;
  const bool forever; // not counted, as every thread uses it all the time
  mutable std::atomic<std::uint32_t> references{1};
};

namespace {

const std::string none;

// What each stanza has. A XEP's words are found in the thread's own table.
constexpr std::string_view always[] = {
    ns::client,
    ns::server,
    ns::stream,
    ns::stream_errors,
    ns::stanza_errors,
    ns::tls,
    ns::sasl,
    ns::bind,
    ns::session,
    ns::delay,
    "message",
    "presence",
    "iq",
    "body",
    "subject",
    "thread",
    "show",
    "status",
    "priority",
    "query",
    "error",
    "text",
    "item",
    "group",
    "c",
    "x",
    "stream",
    "features",
    "active",
    "composing",
    "request",
    "received",
    "delay",
    "jabber:iq:roster",
    "ping",
};

constexpr std::size_t slots = 256;   // per thread
constexpr std::size_t longest = 128; // that is kept in a slot

/// Fast rather than good: who makes slots collide only loses their use.
std::size_t slot_of(std::string_view chars) {
  std::uint64_t head = 0, tail = 0;
  const auto size = std::min(chars.size(), sizeof head);
  std::memcpy(&head, chars.data(), size);
  std::memcpy(&tail, chars.data() + chars.size() - size, size);
  const auto mixed = (head * 0x9E3779B97F4A7C15u) ^ (tail * 0xC2B2AE3D27D4EB4Fu)
                     ^ (chars.size() * 0x165667B19E3779F9u);
  return (mixed >> 32) % slots;
}

// Trivial, hence still there when the table below is gone.
thread_local bool table_is_gone = false;

struct table {
  std::array<symbol, slots> symbols;

  ~table() { table_is_gone = true; }
};

} // namespace

symbol symbol::make(std::string_view chars) {
  static const auto& known = *[] {
    auto* all = new std::unordered_map<std::string_view, const text*>;
    for (auto x : always)
      all->emplace(x, new text{x, true});
    return all;
  }();
  if (auto found = known.find(chars); found != known.end())
    return symbol{found->second};
  return symbol{new text{chars}};
}

symbol::symbol(std::string_view chars) {
  if (chars.empty())
    return;
  if (chars.size() > longest || table_is_gone) {
    *this = make(chars);
    return;
  }
  thread_local table recent;
  auto& slot = recent.symbols[slot_of(chars)];
  if (slot.str() != chars)
    slot = make(chars);
  *this = slot;
}

symbol::symbol(const symbol& other) noexcept : shared_(other.shared_) {
  if (shared_ && !shared_->forever)
    shared_->references.fetch_add(1, std::memory_order_relaxed);
}

void symbol::release() noexcept {
  if (!shared_->forever
      && shared_->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
    delete shared_;
}

const std::string& symbol::str() const noexcept {
  return shared_ ? shared_->chars : none;
}

} // namespace troupe::xml
