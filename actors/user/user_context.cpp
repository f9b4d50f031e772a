// SPDX-License-Identifier: Apache-2.0
// What a user actor does for its parts.
#include "actors/observe/events.hpp"
#include "actors/user/user.hpp"

namespace troupe::user {

user_state::time_point user_state::now() const {
  return std::chrono::system_clock::now();
}

const config::server_config& user_state::configuration() const {
  return *config;
}

void user_state::route(xml::stanza x) {
  if (x.to().empty() || x.to().bare_view() != account.bare_view()) {
    // One stanza of a session may become many; credit is owed once for it.
    auto session = current_waits ? 0 : current_session;
    if (!book.route(std::move(x), session) && session != 0)
      current_waits = true;
    return;
  }
  // Answers to an own session leave at once: nobody may block or store them.
  auto answers = x.is_iq() || x.is_error();
  if (answers && !x.to().is_bare())
    if (auto to = table.find(x.to().resource()))
      return send(*to, std::move(x));
  local.push_back(std::move(x));
}

void user_state::run(persistence::transaction ops, completion then) {
  auto holds_back = starting;
  if (holds_back)
    ++loading;
  ++storing;
  auto finish = [this, holds_back, then = std::move(then),
                 at = epoch](const actors::transaction_result& outcome) {
    --storing;
    if (at != epoch)
      return;
    if (holds_back && !outcome)
      broken = true;
    if (then)
      then(outcome);
    drain_local();
    if (holds_back)
      loaded_one();
  };
  actor
      ->request(peers.storage, caf::infinite,
                actors::run_transaction{std::move(ops)})
      .then(
          [finish](const actors::transaction_done& done) {
            finish(*done.outcome);
          },
          [finish](const caf::error&) {
            finish(
                persistence::store_error{persistence::store_errc::unavailable,
                                         "the storage actor is gone"});
          });
}

void user_state::later(std::chrono::milliseconds delay,
                       std::function<void()> then) {
  auto id = calls.add([this, then = std::move(then), at = epoch] {
    if (at == epoch)
      then();
  });
  actor->delayed_send(actor, delay, actors::timer_fired{id});
}

void user_state::note(const xml::stanza& x, part::decision d) {
  observe::decided(account, x, d);
}

void user_state::send(const part::session_record& to, xml::stanza x) {
  if (auto c = find_channel(to.id))
    actor->send(c->stream, actors::send_stanza{std::move(x)});
}

part::user_part& user_state::sibling_of(const std::type_info& type) {
  return *parts[catalogue->index_of(type)];
}

void user_state::find_address(const xml::jid& address) {
  actor->request(peers.registry, caf::infinite, actors::find_address{address})
      .then(
          [this, address](const actors::address_found& found) {
            if (found.sink)
              actor->monitor(found.sink);
            book.found(address, found.sink);
            drain_local();
          },
          [this, address](const caf::error&) {
            book.found(address, actors::addressable{});
            drain_local();
          });
}

void user_state::send_inbound(const actors::addressable& to, xml::stanza x) {
  actor->send(to, actors::inbound{std::move(x)});
}

void user_state::forsake(const actors::addressable& peer) {
  actor->send(peer, actors::forsaken{});
}

void user_state::refuse(const xml::stanza& x, xml::condition why) {
  reject(x, why);
}

void user_state::left(std::uint64_t session) {
  credit_session(session);
}

void user_state::credit_session(std::uint64_t session) {
  auto c = find_channel(session);
  auto window = config->limits.session_credit;
  if (c == nullptr || window == 0)
    return;
  if (++c->handled < std::max<std::size_t>(window / 4, 1))
    return;
  actor->send(c->stream,
              actors::outbound_credit{std::exchange(c->handled, 0u)});
}

user_state::channel* user_state::find_channel(std::uint64_t session) {
  for (auto& c : channels)
    if (c.id == session)
      return &c;
  return nullptr;
}

void user_state::create(const xml::jid& who, std::string password, done then) {
  change({who, actors::account_change::create, std::move(password)},
         std::move(then));
}

void user_state::set_password(const xml::jid& who, std::string password,
                              done then) {
  change({who, actors::account_change::set_password, std::move(password)},
         std::move(then));
}

void user_state::remove(const xml::jid& who, done then) {
  change({who, actors::account_change::remove, {}}, std::move(then));
}

void user_state::change(actors::change_account request, done then) {
  auto finish = [this, at = epoch, then = std::move(then)](
                    const std::optional<xml::stanza_error>& error) {
    if (at == epoch)
      then(error);
    drain_local();
  };
  actor->request(peers.auth, caf::infinite, std::move(request))
      .then([finish](const actors::account_changed& c) { finish(c.error); },
            [finish](const caf::error&) {
              finish(xml::stanza_error::make(
                  xml::condition::internal_server_error));
            });
}

} // namespace troupe::user
