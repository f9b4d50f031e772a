// SPDX-License-Identifier: Apache-2.0
#include "actors/user/offline_retrieval.hpp"

#include "actors/part/data_form.hpp"
#include "actors/part/disco_elements.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/user/blocking.hpp"
#include "actors/user/offline.hpp"
#include "actors/user/visibility.hpp"
#include "xml/namespaces.hpp"

namespace troupe::user {

using ns::offline_messages;
using xml::condition;

namespace {

/// §2.4: "each message MUST contain the node value".
xml::stanza with_node(const xml::stanza& x, std::string_view node) {
  return x.with(xml::element{"offline", offline_messages}.with(
      xml::element{"item", offline_messages}.with("node", node)));
}

persistence::get_page page_from(const xml::jid& account, std::int64_t start) {
  return {account.str(),
          std::string{offline_log},
          {.start = start, .limit = offline_page}};
}

} // namespace

part::card offline_retrieval::about() {
  return {.name = "offline_retrieval",
          .title = "Flexible Offline Message Retrieval",
          .xep = "0013",
          .version = "1.3",
          .server_features = {std::string{offline_messages}}};
}

void offline_retrieval::declare(part::user_declaration<offline_retrieval>& d) {
  using enum part::who;
  d.iq<&offline_retrieval::get>(xml::iq_type::get, "offline", offline_messages,
                                anyone);
  d.iq<&offline_retrieval::set>(xml::iq_type::set, "offline", offline_messages,
                                anyone);
}

// §2.3: `forbidden` to others, but only to those who may know of the account.
bool offline_retrieval::may_ask(const part::iq_request& request) {
  const auto& from = request.iq.from();
  if (is_own(context_, from))
    return true;
  context_.reject(request.iq, may_see_presence(context_, from)
                                  ? condition::forbidden
                                  : condition::service_unavailable);
  return false;
}

/// XEP-0191 §3.3: what a blocked JID has sent is not shown.
std::optional<xml::stanza>
offline_retrieval::readable(const persistence::log_entry& entry) const {
  auto x = part::stored_stanza(entry.blob);
  if (x && context_.sibling<blocking>().blocks(x->from()))
    return {};
  return x;
}

// §2.2 and §2.5: from now on there is no flood.
void offline_retrieval::start_reading(const xml::stanza& iq) {
  if (auto* s = context_.sessions().find(iq.from().resource()))
    s->reads_offline = true;
}

void offline_retrieval::info(const part::iq_request& request) {
  if (!may_ask(request))
    return;
  start_reading(request.iq);
  part::data_form form{part::form_type::result, offline_messages};
  form.add({.var = "number_of_messages",
            .values = {std::to_string(context_.sibling<offline>().count())}});
  context_.reply(request.iq,
                 xml::element{"query", part::ns::disco_info}
                     .with("node", offline_messages)
                     .with(xml::element{"identity", part::ns::disco_info}
                               .with("category", "automation")
                               .with("type", "message-list"))
                     .with(part::feature(offline_messages))
                     .with(to_element(form)));
}

void offline_retrieval::items(const part::iq_request& request) {
  if (!may_ask(request))
    return;
  start_reading(request.iq);
  auto query = std::make_shared<xml::element>("query", part::ns::disco_items);
  query->set("node", offline_messages);
  auto add = [this, query](const persistence::log_entry& entry) {
    if (auto x = readable(entry))
      query->add(xml::element{"item", part::ns::disco_items}
                     .with("jid", context_.self().str())
                     .with("node", entry.id)
                     .with("name", x->from().str()));
  };
  auto answer = [this, query, iq = request.iq] {
    context_.reply(iq, std::move(*query));
  };
  go(std::make_shared<walk>(walk{request.iq, add, answer}), 0);
}

void offline_retrieval::go(std::shared_ptr<walk> w, std::int64_t start) {
  context_.run({page_from(context_.self(), start)}, [this, w](auto r) {
    if (!r)
      return context_.reject(w->iq, part::context::error_for(r.error()));
    const auto& page = std::get<persistence::log_page>(r->at(0));
    for (const auto& entry : page.entries)
      w->each(entry);
    if (page.complete || page.entries.empty())
      return w->then();
    go(w, page.entries.back().time + 1);
  });
}

/// The nodes of the items, which all have the action; nothing after an error
/// answer.
std::optional<offline_retrieval::nodes>
offline_retrieval::nodes_of(const part::iq_request& request,
                            std::string_view action) {
  nodes result;
  for (const auto* item : request.payload.children()) {
    auto node = item->attr_or_empty("node");
    if (!item->is("item", offline_messages) || node.empty()
        || item->attr("action").value_or(action) != action) {
      context_.reject(request.iq, condition::bad_request);
      return {};
    }
    result.emplace(node);
  }
  if (!result.empty())
    return result;
  context_.reject(request.iq, condition::bad_request);
  return {};
}

// §2.4, §2.6: `item-not-found`, and nothing is done, where one is not there.
void offline_retrieval::with_existing(const xml::stanza& iq,
                                      const nodes& wanted,
                                      std::function<void()> then) {
  auto missing = std::make_shared<nodes>(wanted);
  auto cross_out = [missing](const persistence::log_entry& entry) {
    missing->erase(entry.id);
  };
  auto finish = [this, missing, iq, then = std::move(then)] {
    if (missing->empty())
      return then();
    context_.reject(iq, condition::item_not_found);
  };
  go(std::make_shared<walk>(walk{iq, cross_out, finish}), 0);
}

void offline_retrieval::get(const part::iq_request& request) {
  if (!may_ask(request))
    return;
  auto r = std::make_shared<reading>(reading{request.iq, {}, 0});
  if (request.payload.child("fetch", offline_messages)) {
    start_reading(request.iq);
    return read_page(r);
  }
  auto wanted = nodes_of(request, "view");
  if (!wanted)
    return;
  start_reading(request.iq);
  r->wanted = std::move(*wanted);
  with_existing(request.iq, r->wanted, [this, r] { read_page(r); });
}

void offline_retrieval::read_page(std::shared_ptr<reading> r) {
  context_.run({page_from(context_.self(), r->next)}, [this, r](auto came) {
    if (!came)
      return context_.reject(r->iq, part::context::error_for(came.error()));
    hand_over(r, std::get<persistence::log_page>(came->at(0)));
  });
}

void offline_retrieval::hand_over(std::shared_ptr<reading> r,
                                  const persistence::log_page& page) {
  const auto* to = context_.sessions().find(r->iq.from().resource());
  if (to == nullptr)
    return;
  if (page.entries.empty())
    return context_.reply(r->iq);
  std::vector<xml::stanza> messages;
  std::size_t bytes = 0;
  for (const auto& entry : page.entries) {
    if (bytes >= offline_page_bytes)
      break;
    r->next = entry.time + 1;
    if (!r->wanted.empty() && !r->wanted.contains(entry.id))
      continue;
    bytes += entry.blob.size();
    if (auto x = readable(entry))
      messages.push_back(with_node(*x, entry.id));
  }
  if (messages.empty())
    return read_page(r);
  context_.hand_over(*to, std::move(messages), [this, r](bool written) {
    if (written) // else there is nobody to answer
      read_page(r);
  });
}

void offline_retrieval::set(const part::iq_request& request) {
  if (!may_ask(request))
    return;
  auto owner = context_.self().str();
  if (request.payload.child("purge", offline_messages))
    return remove(request.iq,
                  {persistence::remove_log{owner, std::string{offline_log}}});
  auto wanted = nodes_of(request, "remove");
  if (!wanted)
    return;
  persistence::transaction removals;
  for (const auto& node : *wanted)
    removals.push_back(
        persistence::remove_logged{owner, std::string{offline_log}, node});
  with_existing(request.iq, *wanted,
                [this, iq = request.iq, removals] { remove(iq, removals); });
}

void offline_retrieval::remove(const xml::stanza& iq,
                               persistence::transaction removals) {
  removals.emplace_back(
      persistence::get_count{context_.self().str(), std::string{offline_log}});
  context_.run(std::move(removals), [this, iq](auto r) {
    if (!r)
      return context_.reject(iq, part::context::error_for(r.error()));
    context_.sibling<offline>().recount(std::get<std::uint64_t>(r->back()));
    context_.reply(iq);
  });
}

} // namespace troupe::user
