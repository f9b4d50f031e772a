// SPDX-License-Identifier: Apache-2.0
#include "actors/user/client_state.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "actors/observe/counters.hpp"
#include "actors/part/message_rules.hpp"
#include "actors/user/carbon_rules.hpp"
#include "xml/namespaces.hpp"

namespace troupe::user {

namespace {

constexpr std::string_view chat_states
    = "http://jabber.org/protocol/chatstates";
// What may stand beside a chat state without saying anything.
constexpr std::array<std::string_view, 4> silent_namespaces
    = {"urn:xmpp:hints", "urn:xmpp:sid:0", xml::ns::delay, ns::carbons};

bool is_silent(const xml::element& x) {
  return x.is("thread", xml::ns::client)
         || std::ranges::count(silent_namespaces, x.ns()) > 0;
}

/// Nothing but a chat state.
bool is_chat_state(std::span<const xml::node> nodes) {
  bool found = false;
  for (const auto& n : nodes) {
    if (n.is_text)
      continue;
    if (n.tag.ns() == chat_states)
      found = true;
    else if (!is_silent(n.tag))
      return false;
  }
  return found;
}

/// A room's presence with a status code answers what the client did, or tells
/// of an end.
bool is_plain_presence(const xml::stanza& x) {
  auto type = x.as_presence();
  const auto* room = x.child("x", part::ns::muc_user);
  return (type == xml::presence_type::available
          || type == xml::presence_type::unavailable)
         && !(room && room->child("status", part::ns::muc_user));
}

const xml::element* wrapped_in(const xml::stanza& x, std::string_view how) {
  const auto* wrapper = x.child(how, ns::carbons);
  const auto* forwarded
      = wrapper ? wrapper->child("forwarded", ns::forward) : nullptr;
  return forwarded ? forwarded->child("message", xml::ns::client) : nullptr;
}

std::string source_of_carbon(const xml::stanza& x) {
  for (auto how : {"received", "sent"})
    if (const auto* message = wrapped_in(x, how))
      if (message->attr_or_empty("type") != "error"
          && is_chat_state(message->nodes()))
        return std::string{how} + ' '
               + std::string{message->attr_or_empty("from")} + ' '
               + std::string{message->attr_or_empty("to")};
  return {};
}

} // namespace

std::string source_of_chatter(const xml::stanza& x) {
  if (x.is_presence())
    return is_plain_presence(x) ? "presence " + x.from().str() : std::string{};
  if (!x.is_message() || x.is_error())
    return {};
  auto carbon = source_of_carbon(x);
  if (!carbon.empty() || !is_chat_state(x.nodes()))
    return carbon;
  return "state " + x.from().str();
}

std::vector<xml::stanza> client_state_filter::pass(xml::stanza x,
                                                   xml::stanza* replaced) {
  auto source = active_ ? std::string{} : source_of_chatter(x);
  if (!source.empty()) {
    auto older = hold(std::move(source), std::move(x));
    if (replaced != nullptr)
      *replaced = std::move(older);
    if (held() < hold_bound && held_bytes() < hold_bytes)
      return {};
    observe::count(observe::limit::client_state);
    return flush();
  }
  auto result = flush();
  result.push_back(std::move(x));
  return result;
}

std::vector<xml::stanza> client_state_filter::set_active(bool active) {
  active_ = active;
  return active ? flush() : std::vector<xml::stanza>{};
}

/// What it takes the place of, if there was such.
xml::stanza client_state_filter::hold(std::string source, xml::stanza x) {
  if (!store_)
    store_ = std::make_unique<store>();
  auto& s = *store_;
  auto [known, is_new] = s.places.try_emplace(source, ++s.last);
  auto older
      = is_new ? xml::stanza{} : release(std::exchange(known->second, s.last));
  s.bytes += x.content().size();
  s.held.emplace(s.last, entry{std::move(source), std::move(x)});
  return older;
}

xml::stanza client_state_filter::release(std::uint64_t place) {
  auto found = store_->held.extract(place);
  store_->bytes -= found.mapped().stanza.content().size();
  return std::move(found.mapped().stanza);
}

std::vector<xml::stanza> client_state_filter::flush() {
  std::vector<xml::stanza> result;
  result.reserve(held() + 1);
  if (auto all = std::move(store_))
    for (auto& [place, one] : all->held) {
      // It comes late because it could wait, which is not called slow.
      const bool is_followed = one.stanza.is_followed();
      result.push_back(std::move(one.stanza).with_arrival(0, is_followed));
    }
  return result;
}

} // namespace troupe::user
