// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/history.hpp"

#include <algorithm>
#include <charconv>

#include "actors/part/timestamp.hpp"
#include "xml/namespaces.hpp"

namespace troupe::muc {

namespace {

constexpr std::string_view muc_ns = "http://jabber.org/protocol/muc";

std::uint64_t read_number(std::string_view text) {
  std::uint64_t n = 0;
  const auto* end = text.data() + text.size();
  auto [rest, failed] = std::from_chars(text.data(), end, n);
  return failed == std::errc{} && rest == end ? n : history_request::all;
}

/// Characters of a stanza as it is sent, not bytes (§7.2.14).
std::size_t characters(const xml::stanza& x) {
  std::string text;
  x.write(text);
  auto count = std::ranges::count_if(text, [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  });
  return static_cast<std::size_t>(count);
}

history::time_point earliest(const history_request& request,
                             history::time_point now) {
  auto first = request.since.value_or(history::time_point::min());
  // Longer ago than the clock reaches is no limit.
  using std::chrono::seconds;
  auto reach = std::chrono::duration_cast<seconds>(now.time_since_epoch());
  if (request.seconds <= static_cast<std::uint64_t>(reach.count()))
    first = std::max(first,
                     now - seconds{static_cast<std::int64_t>(request.seconds)});
  return first;
}

} // namespace

history_request read_history_request(const xml::element& x) {
  history_request request;
  const auto* history = x.child("history", muc_ns);
  if (!history)
    return request;
  request.max_chars = read_number(history->attr_or_empty("maxchars"));
  request.max_stanzas = read_number(history->attr_or_empty("maxstanzas"));
  request.seconds = read_number(history->attr_or_empty("seconds"));
  request.since = part::read_timestamp(history->attr_or_empty("since"));
  return request;
}

void history::set_limit(std::size_t limit) {
  limit_ = limit;
  fit();
}

void history::add(xml::stanza message, time_point at) {
  const auto trace = message.trace();
  if (limit_ == 0 || (trace != 0 && find(trace) != entries_.end()))
    return; // a client has sent it again
  const auto bytes = message.content().size();
  entries_.push_back({std::move(message), at, bytes});
  fit();
}

std::size_t history::bytes() const {
  std::size_t sum = 0;
  for (const auto& x : entries_)
    sum += x.bytes;
  return sum;
}

void history::fit() {
  auto kept = std::min(entries_.size(), limit_);
  std::size_t sum = 0;
  for (std::size_t i = 0; i < kept; ++i) {
    sum += (entries_.end() - 1 - static_cast<std::ptrdiff_t>(i))->bytes;
    if (sum > most_bytes)
      kept = i;
  }
  entries_.erase(entries_.begin(),
                 entries_.end() - static_cast<std::ptrdiff_t>(kept));
}

std::vector<history::entry>::iterator history::find(std::uint64_t trace) {
  if (trace == 0) // none
    return entries_.end();
  return std::ranges::find(entries_, trace,
                           [](const entry& x) { return x.message.trace(); });
}

void history::replace(std::uint64_t trace, const xml::stanza& message) {
  auto found = find(trace);
  if (found == entries_.end())
    return;
  *found = {message.with_trace(trace), found->at, message.content().size()};
  fit();
}

void history::remove(std::uint64_t trace) {
  auto found = find(trace);
  if (found != entries_.end())
    entries_.erase(found);
}

/// §7.2.14: "the smallest amount of traffic that meets any combination".
std::size_t history::begin_of(const history_request& request,
                              const xml::jid& to, time_point now) {
  const auto first = earliest(request, now);
  auto chars_left = request.max_chars;
  auto stanzas_left = request.max_stanzas;
  auto i = entries_.size();
  for (; i > 0 && stanzas_left > 0 && chars_left > 0; --i, --stanzas_left) {
    auto& x = entries_[i - 1];
    if (x.at < first)
      break;
    if (request.max_chars == history_request::all)
      continue;
    auto chars = characters(stamped(x).with_to(to));
    if (chars > chars_left)
      break;
    chars_left -= chars;
  }
  return i;
}

xml::stanza delayed(const xml::stanza& x, const xml::jid& room,
                    std::chrono::system_clock::time_point at) {
  if (x.child("delay", xml::ns::delay) != nullptr)
    return x; // "one and only one", XEP-0203 §2
  return x.with(xml::element{"delay", xml::ns::delay}
                    .with("from", room.str())
                    .with("stamp", part::precise_timestamp(at)));
}

// Once for all who enter, and only if somebody does.
const xml::stanza& history::stamped(entry& x) const {
  if (!x.is_stamped)
    x.message = delayed(x.message, room_, x.at);
  x.is_stamped = true;
  return x.message;
}

} // namespace troupe::muc
