// SPDX-License-Identifier: Apache-2.0
#include "actors/user/offline.hpp"

#include <algorithm>

#include "actors/observe/counters.hpp"
#include "actors/part/message_rules.hpp"
#include "actors/part/stanza_id.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/part/timestamp.hpp"
#include "actors/user/archive.hpp"
#include "actors/user/blocking.hpp"
#include "xml/namespaces.hpp"

namespace troupe::user {

using part::direction;
using part::stage;
using part::verdict;
using xml::stanza_kind;

namespace {

bool takes_messages(const part::session_record& s) {
  return s.available && s.priority >= 0;
}

} // namespace

xml::stanza with_delay(const xml::stanza& x, std::string_view domain,
                       part::context::time_point now) {
  if (x.child("delay", xml::ns::delay))
    return x;
  return x.with(xml::element{"delay", xml::ns::delay}
                    .with("from", domain)
                    .with("stamp", part::timestamp(now)));
}

part::card offline::about() {
  return {.name = "offline",
          .title = "Best Practices for Handling Offline Messages",
          .xep = "0160",
          .version = "1.0.1",
          .server_features = {"msgoffline"}};
}

void offline::declare(part::user_declaration<offline>& d) {
  d.join<&offline::queue_behind>(direction::incoming, stanza_kind::message,
                                 stage::deliver);
  d.join<&offline::keep>(direction::incoming, stanza_kind::message,
                         stage::fallback);
  d.join<&offline::watch>(direction::outgoing, stanza_kind::presence,
                          stage::archive);
}

std::vector<std::pair<std::string, std::string>> offline::describe() const {
  return {{"offline messages", count_ ? std::to_string(*count_) : "unknown"}};
}

void offline::start() {
  auto owner = context_.self().str();
  context_.run({persistence::get_count{owner, std::string{offline_log}},
                persistence::get_page{owner,
                                      std::string{offline_log},
                                      {.limit = 1, .newest = true}}},
               [this](answers r) { loaded(r); });
}

void offline::loaded(const answers& r) {
  if (!r) // the actor refuses all stanzas then
    return;
  count_ = std::get<std::uint64_t>(r->at(0));
  const auto& newest = std::get<persistence::log_page>(r->at(1)).entries;
  if (!newest.empty())
    last_time_ = std::max(last_time_, newest.back().time);
  if (const auto* s = taker())
    deliver_to(s->id);
}

/// After a crash more may be stored than the queue of the session has.
void offline::session_resumed(part::session_record& s) {
  if (takes_messages(s))
    deliver_to(s.id);
}

// Keeping

bool offline::is_full() const {
  auto limit = context_.configuration().limits.offline_messages;
  return limit != 0 && *count_ >= limit;
}

verdict offline::queue_behind(part::passage& p) {
  const auto& x = p.stanza;
  auto type = x.as_message();
  auto is_for_all = (x.to().is_bare() && type == xml::message_type::normal)
                    || (type == xml::message_type::chat
                        && !context_.sessions().find(x.to().resource()));
  // What overtakes a full queue is better off than what is refused.
  if (!is_catching_up() || !is_for_all || !part::is_worth_keeping(x)
      || is_full())
    return verdict::proceed;
  store(x, part::decision{part::outcome::stored,
                          "behind what is still being delivered"}
               .called("queued"));
  p.queued = true;
  return verdict::proceed;
}

verdict offline::keep(part::passage& p) {
  const auto& x = p.stanza;
  if (!p.bounce || !p.may_be_kept || !count_)
    return verdict::proceed;
  if (!part::is_worth_keeping(x)) {
    context_.note(x, {part::outcome::refused,
                      "nobody is there and it is not to be kept"});
    return verdict::proceed;
  }
  if (is_full()) {
    observe::count(observe::limit::offline_messages);
    // XEP-0160 §2: the bounce is service-unavailable.
    context_.note(x, {part::outcome::refused, "the offline queue is full"});
    if (p.archived)
      context_.sibling<archive>().take_back(p);
    return verdict::proceed;
  }
  store(x,
        part::decision{part::outcome::stored, "no resource has priority >= 0"}
            .called("stored offline"));
  return verdict::done;
}

void offline::store(const xml::stanza& x, part::decision why) {
  last_time_ = std::max(last_time_ + 1, part::microseconds(context_.now()));
  // What has a trace is stored once, however often it is sent.
  auto id = x.trace() != 0 ? x.trace() : static_cast<std::uint64_t>(last_time_);
  auto kept = with_delay(x, context_.self().domain(), context_.now());
  context_.note(x, why);
  ++*count_;
  ++writing_;
  observe::count(observe::counter::stored_offline);
  // Together with what the archive has of it.
  context_.append_surely(offline_log,
                         {part::archive_id(id), last_time_,
                          x.from().bare().str(), part::to_stored(kept)},
                         [this, x](auto how) { stored(x, how); });
}

void offline::stored(const xml::stanza& x, part::user_context::appended how) {
  using enum part::user_context::appended;
  --writing_;
  if (how != newly)
    --*count_;
  if (how == before) { // it was sent once more
    context_.note(x, {part::outcome::dropped, "it is stored already"});
  } else if (how == never) {
    context_.note(x, {part::outcome::refused, "the account is no more"});
    context_.reject(x, xml::condition::service_unavailable);
  }
  if (writing_ == 0 && delivering_ == 0)
    handed_over_.clear();
  // A session may have come while this was being written.
  if (const auto* s = taker())
    deliver_to(s->id);
}

// Delivering

const part::session_record* offline::taker() const {
  const auto& all = context_.sessions().all();
  auto found = std::ranges::find_if(all, takes_messages);
  return found == all.end() ? nullptr : &*found;
}

bool offline::is_read_by_hand() const {
  return std::ranges::any_of(context_.sessions().all(),
                             &part::session_record::reads_offline);
}

bool offline::is_catching_up() const {
  const auto& all = context_.sessions().all();
  return (delivering_ != 0 || writing_ != 0) && !is_read_by_hand()
         && std::ranges::count_if(all, takes_messages) == 1;
}

// XEP-0160 §2: "when the recipient next sends non-negative available presence".
// The presence part has read its priority in the transform stage.
verdict offline::watch(part::passage& p) {
  const auto* s = context_.sessions().find(p.session);
  auto is_broadcast
      = p.stanza.to().empty()
        && p.stanza.as_presence() == xml::presence_type::available;
  if (is_broadcast && s && takes_messages(*s))
    deliver_to(s->id);
  return verdict::proceed;
}

void offline::deliver_to(std::uint64_t session) {
  // What is being written is delivered once it is: `stored` comes back here.
  if (delivering_ != 0 || !count_ || *count_ == writing_ || is_read_by_hand())
    return;
  delivering_ = session;
  next_page();
}

void offline::next_page() {
  context_.run({persistence::get_page{context_.self().str(),
                                      std::string{offline_log},
                                      {.limit = offline_page}}},
               [this](answers r) { page_read(r); });
}

void offline::page_read(const answers& r) {
  const auto* to = context_.sessions().find(delivering_);
  if (!to) // it has gone; another one may have come
    to = taker();
  // An error leaves all in the log: the next presence tries again.
  if (!r || !to || is_read_by_hand()) {
    delivering_ = 0;
    return;
  }
  delivering_ = to->id;
  const auto& page = std::get<persistence::log_page>(r->at(0));
  if (page.entries.empty()) {
    count_ = writing_;
    delivering_ = 0;
    return;
  }
  hand_over(*to, page);
}

/// No more at once than a stream takes without being held for a slow reader.
void offline::hand_over(const part::session_record& to,
                        const persistence::log_page& page) {
  std::vector<std::string> ids;
  std::vector<xml::stanza> stanzas;
  std::size_t bytes = 0;
  for (const auto& entry : page.entries) {
    if (bytes >= offline_page_bytes)
      break;
    bytes += entry.blob.size();
    ids.push_back(entry.id);
    auto x = part::stored_stanza(entry.blob);
    if (!x)
      continue;
    *x = std::move(*x).with_trace(part::trace_of(entry.id));
    // XEP-0191 §3.3: nothing of it is delivered once its sender is blocked.
    if (context_.sibling<blocking>().blocks(x->from())) {
      context_.note(*x, {part::outcome::filtered, "its sender is blocked"});
      continue;
    }
    // Its sender has sent it again meanwhile, and that was stored behind.
    if (!handed_over_.insert(x->trace()).second) {
      context_.note(*x, {part::outcome::dropped, "it was delivered before"});
      continue;
    }
    context_.note(*x, {part::outcome::delivered, "was stored offline"});
    stanzas.push_back(std::move(*x));
  }
  context_.hand_over(to, std::move(stanzas),
                     [this, ids = std::move(ids)](bool written) {
                       if (written)
                         return done_with(ids);
                       delivering_ = 0; // the next one gets them
                       handed_over_.clear();
                       if (auto next = taker())
                         deliver_to(next->id);
                     });
}

void offline::had(const std::vector<std::uint64_t>& traces) {
  if (!count_ || *count_ == 0)
    return;
  std::vector<std::string> ids;
  for (auto trace : traces)
    if (auto id = part::archive_id(trace); !leaving_.contains(id))
      ids.push_back(std::move(id));
  context_.remove_surely(offline_log, ids, [this] {
    if (delivering_ != 0) // its end counts anew
      return;
    context_.run({persistence::get_count{context_.self().str(),
                                         std::string{offline_log}}},
                 [this](answers stored) {
                   if (stored && delivering_ == 0)
                     recount(std::get<std::uint64_t>(stored->front()));
                 });
  });
}

/// The page is with its reader. A crash before that is stored has it in the
/// reader's queue too, and it is known there.
void offline::done_with(const std::vector<std::string>& ids) {
  leaving_ = {ids.begin(), ids.end()};
  context_.remove_surely(offline_log, ids,
                         [this, size = ids.size()] { removed(size); });
}

void offline::removed(std::size_t handed_over) {
  leaving_.clear();
  *count_ -= std::min<std::uint64_t>(*count_, handed_over);
  if (*count_ > writing_)
    return next_page();
  delivering_ = 0;
  if (writing_ == 0)
    handed_over_.clear();
}

} // namespace troupe::user
