// SPDX-License-Identifier: Apache-2.0
#include "actors/user/archive_reader.hpp"

#include <algorithm>

#include "actors/part/stored_xml.hpp"
#include "actors/user/archive.hpp"

namespace troupe::user {

namespace {

using persistence::log_entry;
using persistence::log_page;

constexpr std::size_t most_waiting = 16;
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
  auto found = part::stored_elements(all);
  if (found.size() == page.size())
    return found;
  found.clear();
  for (const auto& entry : page)
    found.push_back(part::stored_element(entry.blob)
                        .value_or(xml::element{"message", "jabber:client"}));
  return found;
}

bool is_with(const log_entry& entry, const xml::jid& who) {
  auto x = part::stored_stanza(entry.blob);
  return x && (x->from() == who || x->to() == who);
}

} // namespace

void archive_reader::read(const xml::stanza& iq, archive_query query) {
  auto* to = context_.sessions().find(iq.from().resource());
  if (!to)
    return;
  auto& queue = queues_[to->id];
  if (queue.size() >= most_waiting)
    return context_.reject(iq, xml::condition::resource_constraint,
                           "wait for the answers to earlier queries");
  queue.push_back({iq, std::move(query), {}, {}});
  if (queue.size() == 1)
    next_page(to->id);
}

void archive_reader::forget(std::uint64_t session) {
  queues_.erase(session);
}

archive_reader::job* archive_reader::current(std::uint64_t session) {
  auto found = queues_.find(session);
  return found == queues_.end() || found->second.empty()
             ? nullptr
             : &found->second.front();
}

void archive_reader::next_page(std::uint64_t session) {
  auto* j = current(session);
  if (!j)
    return;
  if (j->query.nothing)
    return answer(session, *j, {});
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
               [this, session](answers r) { page_read(session, r); });
}

void archive_reader::page_read(std::uint64_t session, const answers& r) {
  auto* j = current(session);
  if (!j)
    return;
  if (!r)
    return refuse(session, part::context::error_for(r.error()));
  auto page = std::get<log_page>(r->at(0));
  if (page.unknown_id) // XEP-0313 §4.1.3 and §4.3.2
    return refuse(session,
                  xml::stanza_error::make(xml::condition::item_not_found));
  if (r->size() > 1)
    j->count = std::get<std::uint64_t>(r->at(1));
  if (j->query.with.empty())
    answer(session, *j, std::move(page));
  else
    filter(*j, page, session);
}

/// The log knows bare JIDs only: of one resource the entries are sought out.
void archive_reader::filter(job& j, log_page& page, std::uint64_t session) {
  auto& wanted = j.query.wanted;
  auto& all = page.entries;
  auto newest = wanted.newest;
  auto end
      = all.empty() ? std::string{} : (newest ? all.front().id : all.back().id);
  std::erase_if(all, [&](const auto& e) { return !is_with(e, j.query.with); });
  j.found.insert(newest ? j.found.begin() : j.found.end(), all.begin(),
                 all.end());
  if (j.found.size() <= wanted.limit && !page.complete) {
    (newest ? wanted.page_before : wanted.page_after) = end;
    return next_page(session);
  }
  all = std::move(j.found);
  if (all.size() > wanted.limit) {
    page.complete = false;
    auto surplus = static_cast<std::ptrdiff_t>(all.size() - wanted.limit);
    all.erase(newest ? all.begin() : all.end() - surplus,
              newest ? all.begin() + surplus : all.end());
  }
  answer(session, j, std::move(page));
}

void archive_reader::answer(std::uint64_t session, const job& j,
                            log_page page) {
  const auto* to = context_.sessions().find(session);
  if (!to)
    return forget(session);
  cut_to_size(page, j.query.wanted.newest);
  auto messages = messages_of(page.entries);
  std::vector<xml::stanza> results;
  results.reserve(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i)
    results.push_back(
        archive_result(j.query, page.entries[i], std::move(messages[i]))
            .with_from(context_.self())
            .with_to(to->full)
            .with_trace(j.iq.trace()));
  if (j.query.flip) // §4.3.4: which ones they are stays
    std::ranges::reverse(results);
  auto fin = archive_fin(page.entries, page.complete, j.count);
  auto iq = j.iq;
  auto done = [this, session](bool written) {
    if (written)
      step_done(session);
    else
      forget(session);
  };
  context_.hand_over(*to, std::move(results), std::move(done));
  context_.reply(iq, std::move(fin)); // the same way, behind them
  step_done(session);
}

void archive_reader::step_done(std::uint64_t session) {
  if (auto* j = current(session); j && --j->steps_left == 0)
    finished(session);
}

void archive_reader::refuse(std::uint64_t session,
                            const xml::stanza_error& why) {
  if (auto* j = current(session))
    context_.reject(j->iq, why);
  finished(session);
}

void archive_reader::finished(std::uint64_t session) {
  auto found = queues_.find(session);
  if (found == queues_.end())
    return;
  found->second.pop_front();
  if (found->second.empty())
    queues_.erase(found);
  else
    next_page(session);
}

} // namespace troupe::user
