// SPDX-License-Identifier: Apache-2.0
#include "actors/user/device_journal.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "actors/part/stanza_id.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/part/timestamp.hpp"

namespace troupe::user::device_journal {

namespace {

using keeper = unacknowledged::keeper;

constexpr std::string_view ns = "urn:troupe:device:0";

template <class T>
T number_in(std::string_view text, int base = 10) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

template <class T>
T attribute(const xml::element& tag, std::string_view name) {
  return number_in<T>(tag.attr_or_empty(name));
}

std::string id_of(std::uint32_t number, std::uint64_t trace) {
  return fmt::format("{:08x}-{}", number, part::archive_id(trace));
}

std::string_view after_dash(std::string_view id) {
  return id.substr(std::min(id.find('-'), id.size() - 1) + 1);
}

std::string_view name_of(keeper k) {
  return k == keeper::log ? "logged" : "spared";
}

/// As "3-7 9-9".
std::string numbers_kept_by(const unacknowledged& queue, keeper k) {
  std::string text;
  const auto& all = queue.entries();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].kept_by != k)
      continue;
    auto first = all[i].number;
    while (i + 1 < all.size() && all[i + 1].kept_by == k)
      ++i;
    fmt::format_to(std::back_inserter(text), "{}{}-{}", text.empty() ? "" : " ",
                   first, all[i].number);
  }
  return text;
}

/// Marks what the text names. Numbers count modulo 2^32.
void mark_kept(unacknowledged& queue, keeper k, std::string_view text) {
  const auto base = queue.acknowledged() + 1;
  while (!text.empty()) {
    auto range = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), range.size() + 1));
    auto first = number_in<std::uint32_t>(range) - base;
    auto last = number_in<std::uint32_t>(after_dash(range)) - base;
    for (std::size_t i = 0; i < queue.size(); ++i)
      if (i >= first && i <= last)
        queue.set_keeper(i, k);
  }
}

xml::element to_element(const part::session_record& s, const device& d) {
  xml::element tag{"device", ns};
  tag.set("resource", s.full.resource())
      .set("address", s.address)
      .set("since", std::to_string(part::microseconds(s.since)))
      .set("handled", std::to_string(d.confirmed))
      .set("acknowledged", std::to_string(d.queue.acknowledged()))
      .set("seconds", std::to_string(d.resume_time.count()))
      .set("priority", std::to_string(s.priority));
  if (d.restored)
    tag.set("restored", std::to_string(d.restored_to));
  for (auto k : {keeper::log, keeper::others})
    if (auto numbers = numbers_kept_by(d.queue, k); !numbers.empty())
      tag.set(name_of(k), numbers);
  auto flag = [&](std::string_view name, bool is_set) {
    if (is_set)
      tag.set(name, "1");
  };
  flag("secure", s.secure);
  flag("available", s.available);
  flag("roster", s.interested);
  flag("blocklist", s.wants_block_pushes);
  flag("carbons", s.carbons);
  flag("offline", s.reads_offline);
  for (const auto& to : s.directed)
    tag.add(xml::element{"directed", ns}.with("to", to.str()));
  if (s.presence)
    tag.add(s.presence.to_element());
  return tag;
}

} // namespace

std::string queue_name(const std::string& token) {
  return "unacknowledged " + token;
}

mark mark_of(const device& d) {
  return {d.stored_from, d.stored_to, d.rewrite};
}

void set_mark(device& d, mark m) {
  d.stored_from = m.from;
  d.stored_to = m.to;
  d.rewrite = d.rewrite || m.rewrite;
}

persistence::transaction changes(const std::string& owner,
                                 const part::session_record& session,
                                 device& d) {
  persistence::transaction ops;
  if (std::exchange(d.rewrite, false)) {
    ops.push_back(persistence::remove_log{owner, queue_name(d.token)});
    d.stored_from = d.stored_to = d.queue.acknowledged() + 1;
  }
  const auto log = queue_name(d.token);
  const auto first = d.queue.acknowledged() + 1;
  // Stored entries up to the first that is still there are acknowledged. Their
  // times ascend as their numbers do, so that they go as the oldest ones.
  const std::size_t stored = d.stored_to - d.stored_from;
  const std::size_t gone = std::min<std::size_t>(stored, first - d.stored_from);
  if (gone > 0)
    ops.push_back(persistence::expire{
        owner, log, std::numeric_limits<std::int64_t>::max(), gone});
  d.stored_from += static_cast<std::uint32_t>(gone);
  if (stored == gone)
    d.stored_from = d.stored_to = first;
  const std::size_t known = d.stored_to - first;
  for (std::size_t i = known; i < d.queue.size(); ++i) {
    const auto& e = d.queue.entries()[i];
    ops.push_back(persistence::append{
        owner,
        log,
        {id_of(e.number, e.stanza.trace()), part::microseconds(e.sent),
         e.stanza.from().bare().str(), part::to_stored(e.stanza)}});
  }
  d.stored_to = d.queue.sent() + 1;
  ops.push_back(
      persistence::put_entry{owner, std::string{map_name}, d.token,
                             part::to_stored(to_element(session, d))});
  return ops;
}

persistence::transaction removal(const std::string& owner, const device& d) {
  return {persistence::remove_entry{owner, std::string{map_name}, d.token},
          persistence::remove_log{owner, queue_name(d.token)}};
}

std::optional<stored_device> read(const xml::jid& account,
                                  const std::string& token,
                                  const std::string& blob) {
  auto tag = part::stored_element(blob);
  if (!tag || !tag->is("device", ns))
    return {};
  auto full = account.with_resource(tag->attr_or_empty("resource"));
  if (!full)
    return {};
  stored_device result;
  auto& s = result.session;
  s.full = *full;
  s.address = tag->attr_or_empty("address");
  s.since = part::from_microseconds(attribute<std::int64_t>(*tag, "since"));
  s.priority = static_cast<std::int8_t>(attribute<int>(*tag, "priority"));
  s.secure = tag->attr("secure").has_value();
  s.available = tag->attr("available").has_value();
  s.interested = tag->attr("roster").has_value();
  s.wants_block_pushes = tag->attr("blocklist").has_value();
  s.carbons = tag->attr("carbons").has_value();
  s.reads_offline = tag->attr("offline").has_value();
  for (const auto* child : tag->children()) {
    if (child->is("directed", ns)) {
      if (auto to = xml::jid::parse(child->attr_or_empty("to")))
        s.directed.push_back(*to);
    } else if (auto presence = xml::stanza::read(*child)) {
      s.presence = *presence;
    }
  }
  auto& d = result.state;
  d.token = token;
  d.restored = true;
  d.handled = d.confirmed = d.committed
      = attribute<std::uint32_t>(*tag, "handled");
  d.resume_time = std::chrono::seconds{attribute<long>(*tag, "seconds")};
  if (tag->attr("restored"))
    result.restored_to = attribute<std::uint32_t>(*tag, "restored");
  for (auto k : {keeper::log, keeper::others})
    result.kept.emplace_back(k, tag->attr_or_empty(name_of(k)));
  d.queue.begin(attribute<std::uint32_t>(*tag, "acknowledged"));
  d.stored_from = d.stored_to = d.queue.acknowledged() + 1;
  return result;
}

persistence::operation queue_of(const std::string& owner, const device& d) {
  persistence::log_query all;
  all.limit = std::numeric_limits<std::uint32_t>::max();
  return persistence::get_page{owner, queue_name(d.token), all};
}

void restore_queue(stored_device& stored, const persistence::log_page& page) {
  auto& d = stored.state;
  for (const auto& e : page.entries) {
    auto number = number_in<std::uint32_t>(
        std::string_view{e.id}.substr(0, e.id.find('-')), 16);
    auto x = part::stored_stanza(e.blob);
    if (!x || number != d.queue.sent() + 1)
      break;
    d.queue.restore({number, x->with_trace(part::trace_of(after_dash(e.id))),
                     part::from_microseconds(e.time)});
  }
  d.stored_to = d.queue.sent() + 1;
  d.restored_to = stored.restored_to.value_or(d.queue.sent());
  for (const auto& [k, numbers] : stored.kept)
    mark_kept(d.queue, k, numbers);
}

} // namespace troupe::user::device_journal
