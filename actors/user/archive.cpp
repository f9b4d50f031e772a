// SPDX-License-Identifier: Apache-2.0
#include "actors/user/archive.hpp"

#include <algorithm>
#include <memory>

#include "actors/observe/counters.hpp"
#include "actors/part/archive_words.hpp"
#include "actors/part/message_rules.hpp"
#include "actors/part/routing.hpp"
#include "actors/part/stanza_id.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/part/timestamp.hpp"
#include "actors/user/roster.hpp"

namespace troupe::user {

using part::direction;
using part::stage;
using part::verdict;
using xml::stanza_kind;

namespace {

constexpr std::string_view preferences_document = "archive_prefs";

/// The oldest first, as they are committed; false where it is not there.
bool take_out(std::vector<std::uint64_t>& traces, std::uint64_t trace) {
  auto at = std::ranges::find(traces, trace);
  if (at == traces.end())
    return false;
  traces.erase(at);
  return true;
}

} // namespace

part::card archive::about() {
  return {.name = "archive",
          .title = "Message Archive Management",
          .xep = "0313",
          .version = "1.1.3",
          // XEP-0424 §3: a server that archives retractions says so. The
          // archive is the account's (§7), but there are clients that look
          // for it at the server only.
          .server_features
          = {"urn:xmpp:message-retract:1", std::string{ns::archive}},
          .account_features
          = {std::string{ns::archive}, "urn:xmpp:mam:2#extended",
             "urn:xmpp:mam:2#groupchat-field", std::string{part::ns::full_text},
             std::string{part::ns::stanza_ids}},
          .is_offered
          = [](const config::server_config& c, std::string_view feature) {
              return c.archive.enabled
                     && (feature != part::ns::full_text || c.archive.search);
            }};
}

void archive::declare(part::user_declaration<archive>& d) {
  using enum xml::iq_type;
  d.join<&archive::incoming>(direction::incoming, stanza_kind::message,
                             stage::archive);
  d.join<&archive::outgoing>(direction::outgoing, stanza_kind::message,
                             stage::archive);
  d.iq<&archive::form>(get, "query", ns::archive);
  d.iq<&archive::query>(set, "query", ns::archive);
  d.iq<&archive::metadata>(get, "metadata", ns::archive);
  d.iq<&archive::preferences>(get, "prefs", ns::archive);
  d.iq<&archive::set_preferences>(set, "prefs", ns::archive);
}

archive::archive(part::user_context& context)
    : context_(context), reader_(context, *this, {}), expiry_(context) {
}

std::vector<std::pair<std::string, std::string>> archive::describe() const {
  return {{"messages archived", std::to_string(kept_)}};
}

void archive::start() {
  context_.run(
      {persistence::get_document{context_.self().str(),
                                 std::string{preferences_document}}},
      [this](const answers& r) {
        if (!r) // the actor refuses all stanzas then
          return;
        const auto& stored = std::get<std::optional<std::string>>(r->at(0));
        auto x = part::stored_element(stored.value_or(""));
        auto read = x ? archive_preferences::read(*x) : archive_preferences{};
        has_preferences_ = x && read;
        if (has_preferences_)
          preferences_ = std::move(*read);
      });
}

void archive::session_opened(part::session_record&) {
  expiry_.look();
}

void archive::session_closed(part::session_record& s) {
  reader_.forget(s.id);
}

// Keeping

bool archive::is_enabled() const {
  return context_.configuration().archive.enabled && context_.account_exists();
}

bool archive::is_wanted(const part::passage& p, const xml::jid& peer) const {
  if (!is_enabled() || p.stanza.trace() == 0
      || !part::is_archived(p.stanza, p.way))
    return false;
  const auto& rules = context_.configuration().archive;
  auto knows = [this](const xml::jid& bare) {
    return context_.sibling<roster>().contacts().contains(bare);
  };
  return has_preferences_
             ? preferences_.archives(peer, knows)
             : archive_preferences{rules.otherwise}.archives(peer, knows);
}

/// XEP-0313 §6.1: what its sender is told was not taken is not in the archive.
bool archive::will_be_refused(const xml::stanza& x) const {
  if (x.is_error())
    return false;
  std::vector<part::resource> resources;
  for (const auto& s : context_.sessions().all())
    resources.push_back({s.full.resource(), s.priority, s.available});
  auto route = part::route_message(x.as_message(), x.to().resource(), resources,
                                   context_.account_exists());
  return route.targets.empty() && route.bounce && !route.store;
}

verdict archive::incoming(part::passage& p) {
  const auto& self = context_.self();
  if (p.returned) {
    p.archived = part::has_stanza_id(p.stanza, self);
    return verdict::proceed;
  }
  p.stanza = part::without_stanza_id(p.stanza, self);
  const auto from = p.stanza.from();
  if (!is_wanted(p, from) || will_be_refused(p.stanza))
    return verdict::proceed;
  // An error has the trace of what it answers, whose id that is.
  if (p.stanza.is_error())
    p.stanza = p.stanza.with_trace(~p.stanza.trace());
  keep(p, from);
  p.stanza = part::with_stanza_id(p.stanza, self); // XEP-0313 §3.4
  return verdict::proceed;
}

// What goes out has no id of ours: the contact has no access to the archive
// (XEP-0313 §3.4).
verdict archive::outgoing(part::passage& p) {
  p.stanza = part::without_stanza_id(p.stanza, context_.self());
  if (is_wanted(p, p.stanza.to()))
    keep(p, p.stanza.to());
  return verdict::proceed;
}

void archive::keep(part::passage& p, const xml::jid& peer) {
  p.archived = true;
  writing_.push_back(p.stanza.trace());
  persistence::log_entry entry{
      part::archive_id(p.stanza), part::microseconds(context_.now()),
      peer.bare().str(), part::to_stored(p.stanza),
      context_.configuration().archive.search ? part::words_of(p.stanza)
                                              : std::string{}};
  context_.append_surely(archive_log, std::move(entry),
                         [this, x = p.stanza](auto how) { kept(x, how); });
}

void archive::kept(const xml::stanza& x, part::user_context::appended how) {
  using enum part::user_context::appended;
  take_out(writing_, x.trace());
  auto shall_leave = take_out(taken_back_, x.trace());
  if (how == never)
    return context_.note(
        x,
        part::decision{part::outcome::noted, "the account is no more"}.called(
            "not archived"));
  if (how == newly && shall_leave)
    return remove(x.trace());
  if (how == newly) {
    last_added_ = x.trace();
    observe::count(observe::counter::archived_for_accounts);
  }
  ++kept_;
  context_.note(
      x, part::decision{part::outcome::noted,
                        how == newly ? "it is stored" : "it was there already"}
             .called("archived"));
  expiry_.added();
}

void archive::take_back(part::passage& p) {
  if (!p.archived || p.returned)
    return;
  p.archived = false;
  context_.note(p.stanza,
                part::decision{part::outcome::noted, "it is refused"}.called(
                    "not archived"));
  auto trace = p.stanza.trace();
  if (std::ranges::find(writing_, trace) != writing_.end())
    taken_back_.push_back(trace);
  else if (trace == last_added_)
    remove(trace);
}

void archive::remove(std::uint64_t trace) {
  context_.run({persistence::remove_logged{context_.self().str(),
                                           std::string{archive_log},
                                           part::archive_id(trace)}},
               [](const answers&) {});
}

// Reading

bool archive::may_ask(const part::iq_request& request) {
  if (is_enabled())
    return true;
  context_.reject(request.iq, xml::condition::service_unavailable);
  return false;
}

void archive::form(const part::iq_request& request) {
  if (may_ask(request))
    context_.reply(request.iq,
                   part::archive_form(context_.configuration().archive));
}

void archive::query(const part::iq_request& request) {
  if (!may_ask(request))
    return;
  auto q = part::read_archive_query(request.payload,
                                    context_.configuration().archive);
  if (!q)
    return context_.reject(request.iq, q.error());
  // What is too old is not shown, whether it was removed by now or not.
  if (auto oldest = expiry_.oldest_kept())
    q->wanted.start = std::max(q->wanted.start.value_or(*oldest), *oldest);
  if (const auto* s = context_.sessions().find(request.iq.from().resource()))
    reader_.read(s->id, request.iq, std::move(*q));
}

const xml::jid* archive::address_of(asker who) const {
  const auto* s = context_.sessions().find(who);
  return s ? &s->full : nullptr;
}

/// More may follow once the page is on the socket and the answer on its way.
void archive::hand_over(asker who, std::vector<xml::stanza> page,
                        xml::stanza answer, std::function<void(bool)> then) {
  const auto* to = context_.sessions().find(who);
  if (!to)
    return then(false);
  auto step
      = [left = std::make_shared<int>(2), then = std::move(then)](bool well) {
          if (*left == 0)
            return;
          *left = well ? *left - 1 : 0;
          if (*left == 0)
            then(well);
        };
  context_.hand_over(*to, std::move(page), step);
  context_.route(std::move(answer)); // the same way, behind them
  step(true);
}

// §5
void archive::metadata(const part::iq_request& request) {
  if (!may_ask(request))
    return;
  auto owner = context_.self().str();
  persistence::log_query first{.start = expiry_.oldest_kept(), .limit = 1};
  auto last = first;
  last.newest = true;
  context_.run(
      {persistence::get_page{owner, std::string{archive_log}, first},
       persistence::get_page{owner, std::string{archive_log}, last}},
      [this, iq = request.iq](const answers& r) {
        if (!r)
          return context_.reject(iq, part::context::error_for(r.error()));
        context_.reply(iq, part::archive_metadata(
                               std::get<persistence::log_page>(r->at(0)),
                               std::get<persistence::log_page>(r->at(1))));
      });
}

// Preferences

void archive::preferences(const part::iq_request& request) {
  if (!may_ask(request))
    return;
  const auto& otherwise = context_.configuration().archive.otherwise;
  context_.reply(request.iq, has_preferences_
                                 ? preferences_.to_element()
                                 : archive_preferences{otherwise}.to_element());
}

void archive::set_preferences(const part::iq_request& request) {
  if (!may_ask(request))
    return;
  auto read = archive_preferences::read(request.payload);
  if (!read)
    return context_.reject(request.iq, read.error());
  context_.run({persistence::put_document{context_.self().str(),
                                          std::string{preferences_document},
                                          part::to_stored(read->to_element())}},
               [this, iq = request.iq, prefs = *read](const answers& r) {
                 if (!r)
                   return context_.reject(iq,
                                          part::context::error_for(r.error()));
                 preferences_ = prefs;
                 has_preferences_ = true;
                 context_.reply(iq, prefs.to_element());
               });
}

} // namespace troupe::user
