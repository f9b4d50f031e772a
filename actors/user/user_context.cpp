// SPDX-License-Identifier: Apache-2.0
// What a user actor does for its parts.
#include <algorithm>

#include "actors/user/user.hpp"

namespace troupe::user {

void user_state::note(const xml::stanza& x, part::decision d) {
  // What is decided alike for several devices is one entry.
  if (x.is_message()
      && (d.resource.empty() || !history.is_last(x.trace(), d.what)))
    record(x, d.what, d.reason, 0);
  super::note(x, d);
  // It will be, once the store takes it.
  if (fault && d.how == part::outcome::stored)
    super::note(
        x, part::decision{part::outcome::noted,
                          *fault == persistence::store_errc::full
                              ? "the store is full: tried again each second"
                              : "the store fails: tried again each second"}
               .called("waits for the store"));
}

/// What became of a message, for `troupectl message`.
void user_state::record(const xml::stanza& x, std::string_view what,
                        std::string_view reason, std::uint64_t session) {
  if (x.is_message() && exists && x.trace() != 0)
    history.add({x.trace(), base::recently(), what, reason, session});
}

void user_state::route(xml::stanza x) {
  if (x.to().empty() || x.to().bare_view() != address.bare_view()) {
    // One stanza of a session may become many; credit is owed once for it.
    auto session = current_waits ? 0 : current_session;
    if (!book.route(std::move(x), session) && session != 0)
      current_waits = true;
    return;
  }
  // Answers to an own session leave at once: nobody may block or store them.
  auto answers = x.is_iq() || x.is_error();
  if (answers && !x.to().is_bare())
    if (auto to = table.find(x.to().resource())) {
      // Not for the ledger: a message is not delivered by its error.
      super::note(
          x,
          part::decision{part::outcome::delivered, "the session that asked"}.at(
              to->full.str()));
      return send(*to, std::move(x));
    }
  local.push_back({std::move(x), false, {}});
}

void user_state::run(persistence::transaction ops, completion then) {
  if (starting) {
    starting->readers.emplace_back(ops.size(), std::move(then));
    std::ranges::move(ops, std::back_inserter(starting->ops));
    return;
  }
  if ((removing || !exists) && std::ranges::any_of(ops, persistence::is_write))
    return refuse_to_store(std::move(then));
  run_in_order(std::move(ops), std::move(then));
}

/// Nothing is kept for an account that is not, or soon no more, there.
void user_state::refuse_to_store(completion then) {
  auto refuse = guarded([then = std::move(then)](const auto& failure) {
    if (then)
      then(failure);
  });
  auto id = calls.add([refuse] {
    refuse(persistence::result<persistence::answers>{persistence::store_error{
        persistence::store_errc::unavailable, "there is no such account"}});
  });
  actor->send(actor, actors::timer_fired{id});
}

void user_state::send(const part::session_record& to, xml::stanza x) {
  if (auto c = find_channel(to.id))
    push(*c, std::move(x));
}

void user_state::hand_over(const part::session_record& to,
                           std::vector<xml::stanza> stanzas,
                           std::function<void(bool written)> then) {
  auto finish = guarded(std::move(then));
  auto c = find_channel(to.id);
  if (c == nullptr)
    return finish(false);
  for (auto& x : stanzas) {
    auto is_others = x.is_message() && x.trace() != 0 && x.from() != address;
    // Stored before a crash, and sent again since.
    if (is_others
        && (history.was_given(x.trace(), c->id)
            || history.was_acknowledged(x.trace()))) {
      note(x, {part::outcome::dropped, "a session has it"});
      continue;
    }
    // What was stored passes now, should its sender not know it yet.
    if (is_others)
      (void)is_repeated(passed_in, x);
    push(*c, std::move(x), true);
  }
  if (c->managed) { // they stay stored until the client has them
    const auto& queue = c->managed->queue;
    if (queue.empty())
      return finish(true);
    c->managed->awaited.emplace_back(queue.sent(), finish);
    return;
  }
  actor->request(c->stream, caf::infinite, actors::report_written{})
      .then([finish](const actors::written& w) { finish(w.all); },
            [finish](const caf::error&) { finish(false); });
}

part::user_part& user_state::sibling_of(const std::type_info& type) {
  return *parts[catalogue->index_of(type)];
}

void user_state::left(std::uint64_t session) {
  credit_session(session);
}

void user_state::credit_session(std::uint64_t session) {
  auto c = find_channel(session);
  if (c == nullptr || c->window == 0 || !c->stream)
    return;
  if (++c->handled < std::max<std::size_t>(c->window / 4, 1))
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

} // namespace troupe::user
