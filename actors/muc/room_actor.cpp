// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_actor.hpp"

#include <algorithm>

#include <caf/actor_addr.hpp>
#include <caf/send.hpp>

#include "actors/base/environment.hpp"
#include "actors/base/event_loop.hpp"
#include "actors/part/stanza_id.hpp"

namespace troupe::muc {

namespace {

/// An address without a room has nothing worth keeping in memory.
constexpr std::chrono::seconds idle_without_room{2};
/// Reads that may wait for a write.
constexpr std::size_t most_reads = 1'000;

const config::host_section nothing_configured;

turnstile_actor::behavior_type turn(turnstile_actor::pointer) {
  return {[](const actors::timer_fired& m) { return m; }};
}

} // namespace

void room_state::begin(xml::jid where, registry::peers others,
                       actors::shared_config settings, std::int64_t run) {
  server_run = run;
  address = std::move(where);
  peer = std::move(others);
  config = std::move(settings);
  book.track();
  core.emplace(*this);
  core->start();
  watch_idleness();
}

// -- messages ----------------------------------------------------------------

caf::result<actors::address_found>
room_state::on_hold_address(const actors::hold_address& request) {
  if (now_in == phase::forgetting)
    return actor->delegate(peer.registry,
                           actors::find_address{request.address});
  touch();
  holding.add(actor->current_sender());
  return actors::address_found{actors::addressable{actor}};
}

void room_state::on_inbound(actors::inbound& m) {
  touch();
  // Credit only once it is handled, so that little piles up.
  in_turn([this, from = actor->current_sender(), x = std::move(m.stanza)] {
    acknowledge_inbound(from);
    ++taken;
    core->take(x);
  });
  settle();
}

caf::result<actors::address_answered>
room_state::on_ask_address(const actors::ask_address& m) {
  if (now_in == phase::forgetting)
    return actor->delegate(peer.registry, m);
  touch();
  auto promise = actor->make_response_promise<actors::address_answered>();
  in_turn([this, promise, x = m.request] {
    questions[x.from().str()] = {promise, std::string{x.id()}, {}};
    core->take(x);
  });
  settle();
  return promise;
}

void room_state::on_down(const caf::down_msg& down) {
  super::on_down(down);
  settle();
}

void room_state::on_configuration_changed(
    const actors::configuration_changed& m) {
  super::on_configuration_changed(m);
  in_turn([this] { core->reconsider(); });
  settle();
}

caf::result<actors::at_rest>
room_state::on_come_to_rest(const actors::come_to_rest&) {
  auto promise = actor->make_response_promise<actors::at_rest>();
  in_turn([this, promise] {
    to_send.behind_all([this, promise] {
      journal.when_stored(
          [promise](bool) mutable { promise.deliver(actors::at_rest{}); });
    });
  });
  settle();
  return promise;
}

std::size_t room_state::memory() const {
  return super::memory() + (core ? core->memory() : 0) + journal.bytes()
         + (waiting.size() + to_send.size() + local.size()) * one_stanza;
}

actors::description room_state::on_describe(const actors::describe&) {
  actors::description d{name, address.str(), {}};
  for (auto& [what, value] : core->describe())
    d.add(std::move(what), std::move(value));
  d.add("stanzas taken", std::to_string(taken));
  d.add("waiting to be taken", std::to_string(waiting.size()));
  d.add("waiting to be sent", std::to_string(to_send.size()));
  d.add("waiting to be stored", std::to_string(journal.size()));
  describe_links(d);
  return d;
}

// -- taking and sending ------------------------------------------------------

bool room_state::is_busy() const {
  return now_in == phase::loading || to_send.is_full();
}

void room_state::in_turn(std::function<void()> call) {
  if (to_send.is_full())
    observe::count(observe::limit::room_sending);
  if (is_busy() || !waiting.empty())
    waiting.push_back(base::trace::kept(
        now_in == phase::loading ? "load" : "turn", std::move(call)));
  else
    call();
}

void room_state::settle() {
  if (draining)
    return;
  // What has waited has its own trace, or none.
  const base::trace::scope apart{base::trace::position{}};
  to_send.look_again(); // what was waited for may have been found
  draining = true;
  while (!is_busy() && (!local.empty() || !waiting.empty())) {
    if (!local.empty()) {
      auto x = std::move(local.front());
      local.pop_front();
      const base::trace::scope within{x};
      core->take(x);
      continue;
    }
    auto call = std::move(waiting.front());
    waiting.pop_front();
    call();
  }
  draining = false;
  journal.flush();
}

void room_state::route(xml::stanza x) {
  if (x.from().empty())
    x = std::move(x).with_from(address);
  to_send.send(std::move(x));
}

void room_state::deliver(xml::stanza x) {
  auto asked
      = questions.empty() ? questions.end() : questions.find(x.to().str());
  if (asked != questions.end()) {
    auto& q = asked->second;
    q.answers.push_back(x);
    if (!x.is_iq() || x.id() != q.id)
      return;
    q.promise.deliver(actors::address_answered{std::move(q.answers)});
    questions.erase(asked);
  } else if (x.to().bare_view() == address.str()) {
    local.push_back(std::move(x));
  } else if (is_of_rooms(x.to().domain())) {
    // Rooms that wrote to each other would wait for each other (`confirm_all`).
    note(x, {part::outcome::dropped, "rooms do not write to rooms"});
  } else if (!x.to().empty()) {
    book.route(std::move(x));
  }
}

void room_state::on_inbound_credit(const actors::inbound_credit& m) {
  super::on_inbound_credit(m);
  settle();
}

/// A message to oneself would be handled in the same turn. Where there is no
/// loop (in tests) the turnstile stands behind all who have been woken by now.
void room_state::go_on_later() {
  auto id = calls.add([this] { to_send.go_on(); });
  if (auto* loop = base::event_loop::current())
    return loop->when_quiet(
        [id, who = caf::actor_cast<caf::actor_addr>(actor)] {
          if (auto room = caf::actor_cast<caf::strong_actor_ptr>(who))
            caf::anon_send(caf::actor_cast<actors::askable>(room),
                           actors::timer_fired{id});
        });
  if (!turnstile)
    turnstile = actor->spawn<caf::linked>(turn);
  actor->request(turnstile, caf::infinite, actors::timer_fired{id})
      .then([this](const actors::timer_fired& m) { on_timer_fired(m); });
}

// -- storing -----------------------------------------------------------------

void room_state::run(persistence::transaction ops, completion then) {
  if (now_in == phase::loading) {
    ++loading;
    return super::run(std::move(ops),
                      [this, then = std::move(then)](auto outcome) {
                        then(std::move(outcome));
                        if (--loading == 0)
                          now_in = phase::active;
                      });
  }
  if (journal.questions() >= most_reads) {
    observe::count(observe::limit::room_writes);
    return then(persistence::store_error{persistence::store_errc::unavailable,
                                         "too much waits"});
  }
  auto read = [this, ops = std::move(ops), then = std::move(then)]() mutable {
    super::run(std::move(ops), std::move(then));
  };
  journal.when_written(std::move(read));
}

void room_state::store(persistence::operation what) {
  journal.add(std::move(what));
}

void room_state::once_stored(std::function<void()> then) {
  journal.when_stored([then = std::move(then)](bool) { then(); });
}

void room_state::write(persistence::shared_transaction what) {
  transact(std::move(what), [this](const actors::transaction_result& r) {
    journal.written(r.has_value());
  });
}

void room_state::retry_later() {
  auto id = calls.add([this] { journal.retry(); });
  actor->delayed_send(actor, retry_delay, actors::timer_fired{id});
}

/// What a message leaves behind is durable once it is in the archive, and at
/// all who got it: a client that resumes its stream asks no archive.
void room_state::when_stored(std::function<void(bool)> then) {
  touch();
  in_turn([this, then = std::move(then)] {
    to_send.behind_all([this, then] {
      confirming.push_back(then);
      confirm_all();
    });
  });
}

/// One round at a time, for all who ask meanwhile: each goes to all occupants.
void room_state::confirm_all() {
  if (confirms || confirming.empty())
    return;
  confirms = true;
  auto all = std::exchange(confirming, {});
  book.confirm([this, all = std::move(all)](bool at_all) {
    journal.when_stored([this, all, at_all](bool here) {
      confirms = false;
      for (const auto& then : all)
        then(here && at_all);
      confirm_all();
    });
  });
}

// -- leaving -----------------------------------------------------------------

void room_state::touch() {
  ++activity;
  stay = true;
}

bool room_state::is_idle() const {
  return now_in == phase::active && core->is_stored() && to_send.is_empty()
         && waiting.empty() && local.empty() && questions.empty()
         && confirming.empty() && !confirms && storing == 0
         && journal.is_empty() && calls.empty() && book.waiting() == 0;
}

void room_state::watch_idleness() {
  if (watching)
    return;
  auto after = std::chrono::seconds{config->limits.user_idle_seconds};
  if (!core->exists())
    after = after.count() == 0 ? idle_without_room
                               : std::min(after, idle_without_room);
  if (after.count() == 0)
    return; // rooms stay
  watching = true;
  auto id = calls.add([this, seen = activity] {
    watching = false;
    if (seen != activity || !is_idle())
      return watch_idleness();
    now_in = phase::leaving;
    leave_by_consent();
  });
  actor->delayed_send(actor, after, actors::timer_fired{id});
}

void room_state::stayed() {
  if (now_in == phase::leaving)
    now_in = phase::active;
  watch_idleness();
}

// -- what the room asks ------------------------------------------------------

const config::host_section& room_state::host() const {
  const auto domain = address.domain();
  for (const auto& h : config->hosts)
    if (domain.ends_with(h.name)
        && domain.size() == config->rooms.subdomain.size() + 1 + h.name.size())
      return h;
  return nothing_configured;
}

bool room_state::is_admin(const xml::jid& who) const {
  if (who.local().empty()) // the console; see registry::on_ask_address
    return who.domain() == host().name
           && who.resource().starts_with("console-");
  return std::ranges::find(host().admins, who.bare_view())
         != host().admins.end();
}

bool room_state::may_create(const xml::jid& who) const {
  const auto& allowed = config->rooms.create;
  return is_admin(who) || allowed == "anyone"
         || (allowed == "accounts" && who.domain() == host().name);
}

std::string room_state::secret() const {
  std::string digits;
  for (int i = 0; i < 4; ++i)
    digits += part::archive_id(base::random_bits());
  return digits;
}

namespace {

const actors::askable::behavior_type& handlers() {
  using base::shared;
  static const actors::askable::behavior_type all{
      shared<room_self>(&room_state::on_inbound),
      shared<room_self>(&room_state::on_inbound_credit),
      shared<room_self>(&room_state::on_hold_address),
      shared<room_self>(&room_state::on_let_go),
      shared<room_self>(&room_state::on_forsaken),
      shared<room_self>(&room_state::on_confirm_stored),
      shared<room_self>(&room_state::on_ask_address),
      shared<room_self>(&room_state::on_come_to_rest),
      shared<room_self>(&room_state::on_timer_fired),
      shared<room_self>(&room_state::on_configuration_changed),
      shared<room_self>(&room_state::on_describe),
  };
  return all;
}

} // namespace

actors::askable::behavior_type room_actor(room_self self, xml::jid address,
                                          registry::peers peers,
                                          actors::shared_config config,
                                          std::int64_t run) {
  auto& state = self->state;
  self->set_down_handler(
      [&state](const caf::down_msg& down) { state.on_down(down); });
  state.begin(std::move(address), std::move(peers), std::move(config), run);
  return handlers();
}

} // namespace troupe::muc
