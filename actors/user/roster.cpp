// SPDX-License-Identifier: Apache-2.0
#include "actors/user/roster.hpp"

#include <memory>
#include <utility>

#include "actors/user/presence.hpp"
#include "actors/user/roster_request.hpp"

namespace troupe::user {

using xml::condition;
using xml::presence_type;
using xml::stanza_error;

namespace {

constexpr auto retry_after = std::chrono::seconds{5};

xml::element query(std::uint64_t version) {
  return xml::element("query", roster_ns).with("ver", std::to_string(version));
}

} // namespace

part::card roster::about() {
  return {.name = "roster",
          .title = "Roster, RFC 6121 §2",
          .server_features = {std::string{roster_ns}}};
}

void roster::declare(part::user_declaration<roster>& d) {
  d.iq<&roster::get>(xml::iq_type::get, "query", roster_ns);
  // Others get `forbidden`, RFC 6121 §2.3.3.
  d.iq<&roster::set>(xml::iq_type::set, "query", roster_ns, part::who::anyone);
}

roster::roster(part::user_context& context)
    : context_(context), list_(context.self().str()) {
}

void roster::start() {
  load();
}

void roster::load() {
  busy_ = true;
  context_.run(list_.load_operations(),
               [this](auto stored) { loaded(stored); });
}

void roster::loaded(const persistence::result<persistence::answers>& stored) {
  busy_ = false;
  missing_.reset();
  if (stored) {
    auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
        context_.now().time_since_epoch());
    list_.load(*stored, static_cast<std::uint64_t>(now.count()));
  } else {
    missing_
        = std::make_unique<stanza_error>(context_.error_for(stored.error()));
    context_.later(retry_after, [this] { load(); });
  }
  pump();
}

std::vector<std::pair<std::string, std::string>> roster::describe() const {
  return {{"contacts", std::to_string(list_.all().size())},
          {"requests", std::to_string(list_.requests().size())},
          {"version", std::to_string(list_.version())},
          {"changes waiting", std::to_string(queue_.size())}};
}

bool roster::is_full() const {
  auto limit = context_.configuration().limits.roster_items;
  return limit != 0 && list_.all().size() >= limit;
}

void roster::change(edit first, done then) {
  queue_.push_back(
      {std::move(first), std::move(then), {}, store_wait::begin()});
  pump();
}

void roster::after_changes(std::function<void()> then) {
  if (!busy_ && queue_.empty())
    return then();
  queue_.push_back({{},
                    [f = std::move(then)](const error&) { f(); },
                    {},
                    store_wait::begin()});
  pump();
}

void roster::pump() {
  if (pumping_)
    return;
  pumping_ = true;
  while (!busy_ && !queue_.empty())
    run_batch();
  pumping_ = false;
}

void roster::run_batch() {
  busy_ = true;
  batch_ = std::exchange(queue_, {});
  for (auto& j : batch_)
    if (j.first)
      j.refused = missing_ ? error{*missing_} : j.first(list_);
  auto operations = list_.take_operations();
  if (operations.empty())
    return finish({});
  const base::trace::scope within{first_followed(batch_)};
  context_.run(std::move(operations), [this](auto stored) {
    finish(stored ? error{} : error{context_.error_for(stored.error())});
  });
}

void roster::finish(const error& failed) {
  if (failed)
    list_.undo();
  else
    list_.commit();
  // Still busy: what these ask for waits for the next batch.
  for (auto& j : std::exchange(batch_, {}))
    j.waits.go_on([&] { j.then(j.refused || !j.first ? j.refused : failed); });
  busy_ = false;
  pump();
}

void roster::get(const part::iq_request& request) {
  // RFC 6121 §2.1.3: no items in a request.
  if (request.payload.child("item", roster_ns))
    return context_.reject(request.iq, condition::bad_request,
                           "a roster get has no items");
  std::optional<std::string> version;
  if (auto known = request.payload.attr("ver"))
    version = *known;
  after_changes([this, iq = request.iq, version] { answer(iq, version); });
}

void roster::answer(const xml::stanza& iq,
                    const std::optional<std::string>& version) {
  if (missing_)
    return context_.reject(iq, *missing_);
  auto* session = context_.sessions().find(iq.from().resource());
  if (session)
    session->interested = true; // RFC 6121 §2.2
  auto changes = version ? list_.since(*version) : std::nullopt;
  if (!changes || !session) {
    auto result = query(list_.version());
    result.reserve(list_.all().size());
    for (const auto& c : list_.all())
      result.add(to_element(c));
    return context_.reply(iq, std::move(result));
  }
  // RFC 6121 §2.6.3: nothing at once, then a push for each change.
  context_.reply(iq);
  for (auto& c : *changes)
    send_push(*session, std::move(c.item), c.version);
}

void roster::set(const part::iq_request& request) {
  const auto& iq = request.iq;
  if (iq.from().bare_view() != context_.self().bare_view())
    return context_.reject(iq, condition::forbidden);
  auto read = read_roster_set(request.payload, context_.self());
  if (auto* wrong = std::get_if<stanza_error>(&read))
    return context_.reject(iq, *wrong);
  auto& wanted = std::get<roster_request>(read);
  if (wanted.remove)
    remove(iq, wanted.item.jid);
  else
    add(iq, std::move(wanted.item));
}

void roster::add(const xml::stanza& iq, contact item) {
  auto result = std::make_shared<contact>(std::move(item));
  change(
      [this, result](contact_list& list) -> error {
        auto old = list.find(result->jid);
        if (!old && is_full())
          return stanza_error::make(condition::policy_violation,
                                    "the roster is full");
        if (old)
          result->state = old->state;
        *result = list.put(std::move(*result));
        return {};
      },
      [this, iq, result](const error& failed) {
        if (failed)
          return context_.reject(iq, *failed);
        context_.reply(iq);
        push(*result);
      });
}

void roster::remove(const xml::stanza& iq, const xml::jid& bare) {
  struct outcome {
    subscription was;
    std::uint64_t version = 0;
  };
  auto result = std::make_shared<outcome>();
  change(
      [bare, result](contact_list& list) -> error {
        if (!list.contains(bare))
          return stanza_error::make(condition::item_not_found);
        result->was = list.state_of(bare);
        list.remove(bare);
        result->version = list.version();
        return {};
      },
      [this, iq, bare, result](const error& failed) {
        if (failed)
          return context_.reject(iq, *failed);
        context_.reply(iq);
        removed(bare, result->was, result->version);
      });
}

// RFC 6121 §2.5.2. A request that is still on its way is withdrawn too, else
// the contact could grant what nobody would know of.
void roster::removed(const xml::jid& bare, const subscription& was,
                     std::uint64_t version) {
  push_item(xml::element("item", roster_ns)
                .with("jid", bare.str())
                .with("subscription", "remove"),
            version);
  auto& presences = context_.sibling<presence>();
  if (was.to || was.pending_out)
    presences.send_subscription(presence_type::unsubscribe, bare);
  if (was.from) {
    presences.hide_from(bare);
    presences.send_subscription(presence_type::unsubscribed, bare);
  }
}

void roster::push(const contact& c) {
  push_item(to_element(c), c.changed);
}

void roster::push_item(xml::element item, std::uint64_t version) {
  for (const auto& s : context_.sessions().all())
    if (s.interested)
      send_push(s, item, version);
}

void roster::send_push(const part::session_record& to, xml::element item,
                       std::uint64_t version) {
  // RFC 6121 §2.1.6: from the account itself, or clients must ignore it.
  context_.send(to, xml::stanza{xml::stanza_kind::iq, "set",
                                "roster-" + std::to_string(version)}
                        .with_from(context_.self())
                        .with_to(to.full)
                        .with(query(version).with(std::move(item))));
}

} // namespace troupe::user
