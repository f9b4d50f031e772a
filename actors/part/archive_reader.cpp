// SPDX-License-Identifier: Apache-2.0
#include "actors/part/archive_reader.hpp"

#include <algorithm>

#include "actors/part/stored_xml.hpp"

namespace troupe::part {

namespace {

using persistence::log_entry;
using persistence::log_page;

// What a stream takes at once without being held for a slow reader.
constexpr std::size_t page_bytes = 512 * 1024;
// Entries that are read at once where a filter takes few of them.
constexpr std::size_t filtered_at_once = 250;

/// Leaves the entries of one page that fit in `page_bytes`, at least one, from
/// the end that was asked for.
void cut_to_size(log_page& page, bool newest) {
  auto& all = page.entries;
  std::size_t bytes = 0;
  std::size_t fit = 0;
  while (fit < all.size() && bytes < page_bytes)
    bytes += all[newest ? all.size() - ++fit : fit++].blob.size();
  if (fit == all.size())
    return;
  page.complete = false;
  auto surplus = static_cast<std::ptrdiff_t>(all.size() - fit);
  if (newest)
    all.erase(all.begin(), all.begin() + surplus);
  else
    all.erase(all.end() - surplus, all.end());
}

/// The messages of a page; those that cannot be read are an empty `<message/>`
/// (XEP-0313 §3.2 has a placeholder where one is gone).
std::vector<xml::element> messages_of(const std::vector<log_entry>& page) {
  std::string all;
  for (const auto& entry : page)
    all += entry.blob;
  auto found = stored_elements(all);
  if (found.size() == page.size())
    return found;
  found.clear();
  for (const auto& entry : page)
    found.push_back(stored_element(entry.blob)
                        .value_or(xml::element{"message", "jabber:client"}));
  return found;
}

bool is_with(const log_entry& entry, const xml::jid& who) {
  auto x = stored_stanza(entry.blob);
  return x && (x->from() == who || x->to() == who);
}

} // namespace

void archive_reader::read(asker who, const xml::stanza& iq,
                          archive_query query) {
  auto found = queues_.find(who);
  auto before = found == queues_.end() ? 0 : found->second.size();
  if (before >= bounds_.waiting_each || waiting_ >= bounds_.waiting) {
    context_.reject(iq, xml::condition::resource_constraint,
                    "wait for the answers to earlier queries");
    if (before == 0)
      port_.finished(who);
    return;
  }
  ++waiting_;
  auto& added = queues_[who].emplace_back();
  added.iq = iq;
  added.query = std::move(query);
  if (before == 0)
    begin(who);
}

// What is being read for him goes on until it finds nobody.
void archive_reader::forget(asker who) {
  auto found = queues_.find(who);
  if (found == queues_.end())
    return;
  waiting_ -= found->second.size();
  queues_.erase(found);
  port_.finished(who);
}

void archive_reader::turn_away(asker who, const xml::stanza_error& why) {
  if (auto found = queues_.find(who); found != queues_.end())
    for (const auto& j : found->second)
      if (!j.answered)
        context_.reject(j.iq, why);
  forget(who);
}

archive_reader::job* archive_reader::current(asker who) {
  auto found = queues_.find(who);
  return found == queues_.end() ? nullptr : &found->second.front();
}

void archive_reader::begin(asker who) {
  if (reading_ >= bounds_.at_once)
    return ready_.push_back(who);
  ++reading_;
  next_page(who);
}

void archive_reader::page_ended(asker who) {
  --reading_;
  if (auto found = queues_.find(who); found != queues_.end()) {
    --waiting_;
    found->second.pop_front();
    if (found->second.empty()) {
      queues_.erase(found);
      port_.finished(who);
    } else {
      ready_.push_back(who);
    }
  }
  while (!ready_.empty() && reading_ < bounds_.at_once) {
    auto next = ready_.front();
    ready_.erase(ready_.begin());
    if (current(next) != nullptr)
      begin(next);
  }
}

void archive_reader::next_page(asker who) {
  auto* j = current(who);
  if (!j)
    return page_ended(who);
  if (j->query.nothing)
    return answer(who, *j, {});
  auto owner = context_.self().str();
  auto wanted = j->query.wanted;
  if (!j->query.with.empty())
    wanted.limit = filtered_at_once;
  persistence::transaction ops{
      persistence::get_page{owner, std::string{archive_log}, wanted}};
  // XEP-0059 §2.7: how many there are; of a selection nobody has counted them.
  if (wanted.limit == 0 && j->query.is_for_all())
    ops.push_back(persistence::get_count{owner, std::string{archive_log}});
  context_.run(std::move(ops),
               [this, who](const answers& r) { page_read(who, r); });
}

void archive_reader::page_read(asker who, const answers& r) {
  auto* j = current(who);
  if (!j)
    return page_ended(who);
  if (!r)
    return refuse(who, context::error_for(r.error()));
  auto page = std::get<log_page>(r->at(0));
  if (page.unknown_id) // XEP-0313 §4.1.3 and §4.3.2
    return refuse(who, xml::stanza_error::make(xml::condition::item_not_found));
  if (r->size() > 1)
    j->count = std::get<std::uint64_t>(r->at(1));
  if (j->query.with.empty())
    answer(who, *j, std::move(page));
  else
    filter(*j, page, who);
}

/// The log knows bare JIDs only: of one resource the entries are sought out.
void archive_reader::filter(job& j, log_page& page, asker who) {
  auto& wanted = j.query.wanted;
  auto& all = page.entries;
  auto newest = wanted.newest;
  auto end
      = all.empty() ? std::string{} : (newest ? all.front().id : all.back().id);
  std::erase_if(all, [&](const auto& e) { return !is_with(e, j.query.with); });
  j.found.insert(newest ? j.found.begin() : j.found.end(), all.begin(),
                 all.end());
  if (j.found.size() <= wanted.limit && !page.complete) {
    if (++j.steps >= bounds_.steps)
      return refuse(who, xml::stanza_error::make(
                             xml::condition::policy_violation,
                             "that is too much to look through: give a start "
                             "or an end"));
    (newest ? wanted.page_before : wanted.page_after) = end;
    return next_page(who);
  }
  all = std::move(j.found);
  if (all.size() > wanted.limit) {
    page.complete = false;
    auto surplus = static_cast<std::ptrdiff_t>(all.size() - wanted.limit);
    all.erase(newest ? all.begin() : all.end() - surplus,
              newest ? all.begin() + surplus : all.end());
  }
  answer(who, j, std::move(page));
}

void archive_reader::answer(asker who, job& j, log_page page) {
  const auto* to = port_.address_of(who);
  if (!to) {
    forget(who);
    return page_ended(who);
  }
  cut_to_size(page, j.query.wanted.newest);
  auto messages = messages_of(page.entries);
  std::vector<xml::stanza> results;
  std::vector<persistence::log_entry> shown;
  results.reserve(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto& entry = page.entries[i];
    auto x = port_.shown(who, j.query, entry, std::move(messages[i]));
    if (!x)
      continue;
    results.push_back(archive_result(j.query, entry, std::move(*x))
                          .with_from(context_.self())
                          .with_to(*to)
                          .with_trace_of(j.iq));
    shown.push_back(entry);
  }
  if (shown.empty() && !page.entries.empty() && !page.complete)
    return go_on(who, j, page);
  if (j.query.flip) // §4.3.4: which ones they are stays
    std::ranges::reverse(results);
  auto fin = archive_fin(shown, page.complete, j.count);
  j.answered = true;
  port_.hand_over(who, std::move(results), xml::result_of(j.iq, std::move(fin)),
                  [this, who](bool written) {
                    if (!written)
                      forget(who);
                    page_ended(who);
                  });
}

void archive_reader::go_on(asker who, job& j, const log_page& page) {
  if (++j.steps >= bounds_.steps)
    return refuse(who,
                  xml::stanza_error::make(xml::condition::policy_violation));
  auto& wanted = j.query.wanted;
  (wanted.newest ? wanted.page_before : wanted.page_after)
      = wanted.newest ? page.entries.front().id : page.entries.back().id;
  j.found.clear();
  next_page(who);
}

void archive_reader::refuse(asker who, const xml::stanza_error& why) {
  if (auto* j = current(who))
    context_.reject(j->iq, why);
  page_ended(who);
}

} // namespace troupe::part
