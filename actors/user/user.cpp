// SPDX-License-Identifier: Apache-2.0
#include "actors/user/user.hpp"

#include <caf/actor_cast.hpp>

#include "actors/auth/credentials.hpp"
#include "actors/base/trace.hpp"

namespace troupe::user {

void user_state::begin(xml::jid who, const part::user_catalogue& list,
                       registry::peers others, actors::shared_config settings) {
  address = std::move(who);
  catalogue = &list;
  peer = std::move(others);
  config = std::move(settings);
  start_parts();
  watch_idleness();
}

void user_state::start_parts() {
  ++epoch;
  now_in = phase::loading;
  broken = false;
  loading = 1; // held until all parts have read what they want
  starting = std::make_unique<first_reads>();
  run({persistence::get_document{address.str(), "credentials"}},
      [this](persistence::result<persistence::answers> outcome) {
        if (!outcome)
          return; // what was true before is still
        const auto& document
            = std::get<std::optional<std::string>>(outcome->front());
        exists = document.has_value();
        disabled = exists && auth::is_disabled(*document);
      });
  run({persistence::get_entries{address.str(),
                                std::string{device_journal::map_name}}},
      [this](persistence::result<persistence::answers> outcome) {
        if (outcome)
          restore_devices(*outcome);
      });
  run({persistence::get_entries{address.str(), std::string{passed_map}}},
      [this](persistence::result<persistence::answers> outcome) {
        if (outcome)
          restore_passed(*outcome);
      });
  parts = catalogue->make(*this);
  for (auto& p : parts)
    p->start();
  send_first_reads();
}

void user_state::send_first_reads() {
  auto all = std::move(starting);
  super::run(std::move(all->ops),
             [this, begun = epoch, readers = std::move(all->readers)](
                 const persistence::result<persistence::answers>& outcome) {
               broken = broken || !outcome;
               std::size_t at = 0;
               for (const auto& [count, then] : readers) {
                 if (begun != epoch)
                   return; // the parts are others now
                 if (then && outcome)
                   then(persistence::answers(
                       outcome->begin() + std::ptrdiff_t(at),
                       outcome->begin() + std::ptrdiff_t(at + count)));
                 else if (then)
                   then(outcome);
                 at += count;
               }
               loaded_one();
             });
}

void user_state::loaded_one() {
  if (--loading > 0)
    return;
  // What comes meanwhile waits: to refuse it may lose it, if its sender has
  // gone.
  if (broken && ++failed_loads < load_attempts) {
    auto id = calls.add([this] { start_parts(); });
    return actor->delayed_send(actor, load_pause, actors::timer_fired{id});
  }
  failed_loads = 0;
  now_in = phase::active;
  auto calls_to_make = std::move(deferred);
  deferred.clear();
  for (auto& call : calls_to_make)
    call();
  settle();
  if (broken)
    watch_idleness(); // which loads once more
}

caf::result<actors::address_found>
user_state::on_hold_address(const actors::hold_address& request) {
  if (now_in == phase::forgetting)
    return actor->delegate(peer.registry,
                           actors::find_address{request.address});
  touch();
  // Not before it is known who is here: to ask for many is no faster than that.
  auto asker = actor->current_sender(); // which a promise takes away
  auto promise = actor->make_response_promise<actors::address_found>();
  wait_until_loaded([this, asker, promise]() mutable {
    holding.add(asker);
    promise.deliver(actors::address_found{actors::addressable{actor}});
  });
  return promise;
}

void user_state::on_inbound(actors::inbound& m) {
  parts.warm();
  touch();
  // Credit only once it is handled, so that a slow load lets nothing pile up.
  wait_until_loaded([this, from = actor->current_sender(),
                     x = std::move(m.stanza)]() mutable {
    acknowledge_inbound(from);
    take_inbound(std::move(x));
    settle();
  });
}

void user_state::take_inbound(xml::stanza x, bool returned) {
  if (removing)
    return reject(x, xml::condition::service_unavailable);
  // What comes back was taken, and acknowledged, before.
  if (broken || (!returned && is_congested(x)))
    return refuse_unstored(x);
  if (!returned && is_repeated(passed_in, x))
    return note(x, {part::outcome::dropped, "it came before"});
  part::passage p;
  p.stanza = std::move(x);
  p.returned = returned;
  part::take_incoming(*catalogue, parts, *this, std::move(p));
}

void user_state::on_outbound(actors::outbound& m) {
  parts.warm();
  touch();
  wait_until_loaded([this, session = m.session, number = m.number,
                     x = std::move(m.stanza)]() mutable {
    if (auto c = find_channel(session); c && c->managed)
      c->managed->handled = number;
    take_outbound(session, std::move(x));
    settle();
  });
}

void user_state::take_outbound(std::uint64_t session, xml::stanza x) {
  // A session that was replaced may still have had something on its way.
  if (table.find(session) == nullptr)
    return note(x, {part::outcome::dropped, "its session has ended"});
  if (removing || is_congested(x)) {
    if (!removing)
      refuse_unstored(x);
    else if (x.is_presence())
      note(x, {part::outcome::dropped, "its account is being removed"});
    else
      reject(x, xml::condition::resource_constraint);
    return credit_session(session);
  }
  part::passage p;
  // What a client sends once more may not have reached the recipient, who
  // knows; here it was archived and copied.
  p.returned = is_repeated(passed_out, x);
  p.stanza = std::move(x);
  p.session = session;
  current_session = session;
  current_waits = false;
  part::take_outgoing(*catalogue, parts, *this, std::move(p));
  current_session = 0;
  note_availability(session);
  if (!current_waits)
    credit_session(session);
}

/// A message that a client sends once more after a lost connection.
bool user_state::is_repeated(passed_messages& passed,
                             const xml::stanza& x) const {
  return exists && x.is_message() && !x.is_error() && x.trace() != 0
         && !base::trace::is_new(x.trace()) && passed.check_in(x);
}

void user_state::settle() {
  if (draining)
    return;
  draining = true;
  while (!local.empty() && now_in != phase::loading) {
    auto next = std::move(local.front());
    local.pop_front();
    if (next.call)
      next.call();
    else
      take_inbound(std::move(next.stanza), next.returned);
    if (local.empty())
      local.shrink();
  }
  draining = false;
  // All that one message leaves behind goes together.
  flush(false);
  if (storing > 0 || confirming > 0 || book.waiting() > 0
      || now_in == phase::loading)
    return;
  for (auto& promise : std::exchange(resting, {}))
    promise.deliver(actors::at_rest{});
}

void user_state::on_down(const caf::down_msg& down) {
  super::on_down(down);
  for (auto& c : channels)
    if (c.stream && c.stream == down.source) {
      if (c.managed && c.managed->is_resumable())
        detach(c);
      else
        forget_session(c.id);
      break;
    }
  settle();
}

namespace {

const actors::user_actor::behavior_type& handlers() {
  using base::shared;
  static const actors::user_actor::behavior_type all{
      // CAF tries them in this order
      shared<user_self>(&user_state::on_outbound),
      shared<user_self>(&user_state::on_inbound),
      shared<user_self>(&user_state::on_inbound_credit),
      shared<user_self>(&user_state::on_hold_address),
      shared<user_self>(&user_state::on_let_go),
      shared<user_self>(&user_state::on_forsaken),
      shared<user_self>(&user_state::on_open_session),
      shared<user_self>(&user_state::on_session_closed),
      shared<user_self>(&user_state::on_manage_session),
      shared<user_self>(&user_state::on_acknowledged),
      shared<user_self>(&user_state::on_confirm_handled),
      shared<user_self>(&user_state::on_resume_session),
      shared<user_self>(&user_state::on_client_state_changed),
      shared<user_self>(&user_state::on_answered_by_session),
      shared<user_self>(&user_state::on_confirm_stored),
      shared<user_self>(&user_state::on_end_sessions),
      shared<user_self>(&user_state::on_locate_message),
      shared<user_self>(&user_state::on_list_sessions),
      shared<user_self>(&user_state::on_copy_sessions),
      shared<user_self>(&user_state::on_adopt_sessions),
      shared<user_self>(&user_state::on_come_to_rest),
      shared<user_self>(&user_state::on_change_account),
      shared<user_self>(&user_state::on_timer_fired),
      shared<user_self>(&user_state::on_configuration_changed),
      shared<user_self>(&user_state::on_describe),
  };
  return all;
}

} // namespace

actors::user_actor::behavior_type user(user_self self, xml::jid account,
                                       const part::user_catalogue* catalogue,
                                       registry::peers peers,
                                       actors::shared_config config) {
  auto& state = self->state;
  self->set_down_handler(
      [&state](const caf::down_msg& down) { state.on_down(down); });
  state.begin(std::move(account), *catalogue, std::move(peers),
              std::move(config));
  return handlers();
}

} // namespace troupe::user
