// SPDX-License-Identifier: Apache-2.0
#include "actors/user/blocking.hpp"

#include <algorithm>

#include "actors/part/message_rules.hpp"
#include "actors/user/presence.hpp"
#include "actors/user/roster.hpp"
#include "actors/user/visibility.hpp"

namespace troupe::user {

using part::direction;
using part::stage;
using part::verdict;
using xml::condition;
using xml::stanza_kind;

namespace {

constexpr std::string_view map_name = "blocked";

xml::element with_items(std::string_view name,
                        const std::vector<xml::jid>& items) {
  xml::element result{name, ns::blocking};
  for (const auto& x : items)
    result.add(xml::element{"item", ns::blocking}.with("jid", x.str()));
  return result;
}

/// XEP-0191 §3.3: what a user is told who writes to a blocked JID.
xml::stanza_error is_blocked_error() {
  auto error = xml::stanza_error::make(condition::not_acceptable);
  error.type = xml::error_type::cancel;
  error.detail = xml::element{"blocked", ns::blocking_errors};
  return error;
}

} // namespace

bool block_list::matches(const xml::jid& x) const {
  // A domain with its resource is the full JID of what has no localpart.
  return !jids_.empty()
         && (jids_.contains(x.str()) || jids_.contains(x.bare_view())
             || jids_.contains(x.domain()));
}

part::card blocking::about() {
  return {.name = "blocking",
          .title = "Blocking Command",
          .xep = "0191",
          .version = "1.3",
          .server_features
          = {std::string{ns::blocking}, std::string{ns::reporting}}};
}

void blocking::declare(part::user_declaration<blocking>& d) {
  d.iq<&blocking::list>(xml::iq_type::get, "blocklist", ns::blocking);
  d.iq<&blocking::block>(xml::iq_type::set, "block", ns::blocking);
  d.iq<&blocking::unblock>(xml::iq_type::set, "unblock", ns::blocking);
  for (auto kind :
       {stanza_kind::message, stanza_kind::presence, stanza_kind::iq}) {
    d.join<&blocking::incoming>(direction::incoming, kind, stage::check);
    d.join<&blocking::outgoing>(direction::outgoing, kind, stage::check);
  }
}

void blocking::start() {
  context_.sibling<presence>().hide_always(
      [this](const xml::jid& who) { return blocks(who); });
  context_.run(
      {persistence::get_entries{context_.self().str(), std::string{map_name}}},
      [this](auto r) {
        if (!r) // the actor refuses all stanzas then
          return;
        for (const auto& entry : std::get<persistence::map_entries>(r->at(0)))
          if (auto x = xml::jid::parse(entry.first))
            list_.add(*x);
      });
}

std::vector<std::pair<std::string, std::string>> blocking::describe() const {
  return {{"blocked", std::to_string(list_.all().size())}};
}

// A rule never comes between an account and its own resources (XEP-0191 §4),
// nor between it and its server, whose answers it needs.
bool blocking::blocks(const xml::jid& who) const {
  auto is_free
      = who.empty() || is_own(context_, who)
        || (who.local().empty() && who.domain() == context_.self().domain());
  return !is_free && list_.matches(who);
}

// Stanzas

verdict blocking::incoming(part::passage& p) {
  const auto& x = p.stanza;
  if (!blocks(x.from()))
    return verdict::proceed;
  context_.note(x, {part::outcome::filtered, "its sender is blocked"});
  // §3.3: presence is never answered, nor does `reject` answer errors and
  // results. A room would take an answer for a sign that nobody is there any
  // more (XEP-0045 §11.1), and send the account out for what it has blocked.
  if (!x.is_presence() && !part::comes_from_room(x))
    context_.reject(x, condition::service_unavailable);
  return verdict::done;
}

verdict blocking::outgoing(part::passage& p) {
  const auto& x = p.stanza;
  if (!blocks(x.to()))
    return verdict::proceed;
  context_.note(x, {part::outcome::refused, "it is for a blocked JID"});
  context_.reject(x, is_blocked_error());
  return verdict::done;
}

// The list

void blocking::list(const part::iq_request& request) {
  jids items;
  for (const auto& text : list_.all())
    if (auto x = xml::jid::parse(text))
      items.push_back(std::move(*x));
  const auto& from = request.iq.from();
  if (auto* s = context_.sessions().find(from.resource()))
    s->wants_block_pushes = true;
  context_.reply(request.iq, with_items("blocklist", items));
}

std::optional<blocking::jids>
blocking::items_of(const part::iq_request& request) {
  jids result;
  for (const auto* x : request.payload.children()) {
    auto text = x->attr_or_empty("jid");
    if (!x->is("item", ns::blocking) || text.empty()) {
      context_.reject(request.iq, condition::bad_request,
                      "an item needs a jid");
      return {};
    }
    auto parsed = xml::jid::parse(text);
    if (!parsed) {
      context_.reject(request.iq, condition::jid_malformed);
      return {};
    }
    result.push_back(std::move(*parsed));
  }
  return result;
}

void blocking::commit(const xml::stanza& iq, persistence::transaction ops,
                      std::function<void()> then) {
  context_.run(std::move(ops), [this, iq, then = std::move(then)](auto r) {
    if (!r)
      return context_.reject(iq, part::context::error_for(r.error()));
    context_.reply(iq);
    then();
  });
}

void blocking::block(const part::iq_request& request) {
  auto items = items_of(request);
  if (!items)
    return;
  if (items->empty()) // §3.3
    return context_.reject(request.iq, condition::bad_request,
                           "name at least one JID");
  persistence::transaction ops;
  std::set<std::string_view> fresh;
  for (const auto& x : *items)
    if (!list_.has(x) && fresh.insert(x.str()).second)
      ops.push_back(persistence::put_entry{context_.self().str(),
                                           std::string{map_name}, x.str(), ""});
  auto limit = context_.configuration().limits.blocked_jids;
  if (limit != 0 && list_.all().size() + fresh.size() > limit)
    return context_.reject(request.iq, condition::policy_violation,
                           "the block list is full");
  auto reported = add_reports(request, *items, ops);
  commit(request.iq, std::move(ops), [this, reported, blocked_now = *items] {
    blocked(blocked_now);
    if (reported)
      trim_reports();
  });
}

void blocking::blocked(const jids& items) {
  auto watchers = watchers_among(items);
  std::erase_if(watchers, [this](const auto& x) { return blocks(x); });
  for (const auto& x : items)
    list_.add(x);
  for (auto& s : context_.sessions().all()) {
    if (s.available)
      for (const auto& x : watchers)
        if (blocks(x))
          hide(s, x);
    // Rooms and others that know of this resource by directed presence.
    std::erase_if(s.directed, [&](const auto& x) {
      if (!blocks(x))
        return false;
      if (std::ranges::count(watchers, x) == 0)
        hide(s, x);
      return true;
    });
  }
  push("block", items);
}

void blocking::hide(const part::session_record& s, const xml::jid& from) {
  context_.route(xml::stanza{stanza_kind::presence, "unavailable"}
                     .with_from(s.full)
                     .with_to(from));
}

void blocking::unblock(const part::iq_request& request) {
  auto items = items_of(request);
  if (!items)
    return;
  if (items->empty())
    return unblock_all(request.iq);
  persistence::transaction ops;
  for (const auto& x : *items) {
    if (!list_.has(x))
      return context_.reject(request.iq, condition::item_not_found,
                             x.str() + " is not blocked");
    ops.push_back(persistence::remove_entry{context_.self().str(),
                                            std::string{map_name}, x.str()});
  }
  commit(request.iq, std::move(ops),
         [this, unblocked_now = *items] { unblocked(unblocked_now); });
}

// §3.5
void blocking::unblock_all(const xml::stanza& iq) {
  commit(
      iq,
      {persistence::remove_map{context_.self().str(), std::string{map_name}}},
      [this] { unblocked({}); });
}

void blocking::unblocked(const jids& items) {
  auto watchers = watchers_among(items);
  std::erase_if(watchers, [this](const auto& x) { return !blocks(x); });
  if (items.empty())
    list_.clear();
  for (const auto& x : items)
    list_.remove(x);
  // §3.4: they get the current presence.
  for (const auto& x : watchers)
    if (!blocks(x))
      context_.sibling<presence>().show_to(x);
  push("unblock", items);
}

// §3.3 and §3.4: to the resources that have asked for the list.
void blocking::push(std::string_view name, const jids& items) {
  for (const auto& s : context_.sessions().all())
    if (s.wants_block_pushes)
      context_.send(s, xml::stanza{stanza_kind::iq, "set", next_push_id()}
                           .with_from(context_.self())
                           .with_to(s.full)
                           .with(with_items(name, items)));
}

std::string blocking::next_push_id() {
  return "block-" + std::to_string(++pushes_);
}

blocking::jids blocking::watchers_among(const jids& items) const {
  jids result;
  const auto& contacts = context_.sibling<roster>().contacts();
  for (const auto& c : contacts.all())
    if (c.state.from)
      result.push_back(c.address());
  for (const auto& x : items)
    if (!x.is_bare() && contacts.state_of(x.bare()).from)
      result.push_back(x);
  return result;
}

} // namespace troupe::user
