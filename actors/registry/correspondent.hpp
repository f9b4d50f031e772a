// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <caf/actor_cast.hpp>
#include <caf/system_messages.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/base/delayed_calls.hpp"
#include "actors/base/environment.hpp"
#include "actors/base/trace.hpp"
#include "actors/base/traced.hpp"
#include "actors/messages.hpp"
#include "actors/observe/events.hpp"
#include "actors/part/context.hpp"
#include "actors/registry/address_book.hpp"
#include "actors/registry/holders.hpp"

namespace troupe::registry {

/// Whom an actor with an address talks to.
struct peers {
  actors::registry_actor registry;
  actors::storage_actor storage;
  actors::auth_actor auth;
};

/// What every actor with an address of its own does alike: it routes through
/// an address book, counts credit, and is the context of its parts. `Context`
/// is the part context that the state implements, `Self` its self pointer.
template <class Context, class Self>
class correspondent : public Context,
                      public part::account_service,
                      public address_book::port {
public:
  using time_point = part::context::time_point;
  using completion = part::context::completion;

  explicit correspondent(Self self) : actor(self), book(*this) {
    self->show_as(&shown());
  }

  /// What it holds in memory, about and quickly found. Its own size, and what
  /// may become much.
  virtual std::size_t memory() const {
    constexpr std::size_t one_link = 160;
    return sizeof(*actor) + book.size() * one_link
           + book.waiting() * one_stanza;
  }

  // -- messages --------------------------------------------------------------

  void on_inbound_credit(const actors::inbound_credit& m) {
    book.credit(sender(), m.count);
  }

  actors::released on_let_go(const actors::let_go&) {
    book.forget(sender());
    return {};
  }

  /// A peer, or one who holds this one's handle, has ended.
  void on_down(const caf::down_msg& down) {
    book.lost(down.source);
    holding.remove(down.source);
  }

  void on_forsaken(const actors::forsaken&) { holding.remove(sender()); }

  /// Answers once all that handling what came before has left to store is.
  caf::result<actors::stored> on_confirm_stored(const actors::confirm_stored&) {
    auto promise = actor->template make_response_promise<actors::stored>();
    when_stored([promise](bool durable) mutable {
      promise.deliver(actors::stored{durable});
    });
    return promise;
  }

  void on_timer_fired(const actors::timer_fired& m) {
    calls.fire(m.id);
    settle();
  }

  void on_configuration_changed(const actors::configuration_changed& m) {
    config = m.config;
  }

  /// For those that have nothing to tell the console.
  actors::address_answered on_ask_address(const actors::ask_address&) {
    return {};
  }

  /// And for those that keep nothing.
  actors::at_rest on_come_to_rest(const actors::come_to_rest&) { return {}; }

  // -- part::context ---------------------------------------------------------

  const xml::jid& self() const override { return address; }

  time_point now() const override { return base::now(); }

  const config::server_config& configuration() const override {
    return *config;
  }

  void run(persistence::transaction ops, completion then) override {
    transact(std::make_shared<const persistence::transaction>(std::move(ops)),
             [at = epoch, this, then = std::move(then)](
                 const actors::transaction_result& outcome) {
               if (then && at == epoch)
                 then(outcome);
             });
  }

  void later(std::chrono::milliseconds delay,
             std::function<void()> then) override {
    auto id = calls.add(
        base::trace::kept("timer", [this, then = std::move(then), at = epoch] {
          if (at == epoch)
            then();
        }));
    actor->delayed_send(actor, delay, actors::timer_fired{id});
  }

  void note(const xml::stanza& x, part::decision d) override {
    observe::decided(address, x, d);
  }

  part::account_service& accounts() override { return *this; }

  // -- part::account_service -------------------------------------------------

  using done = part::account_service::done;

  void create(const xml::jid& who, std::string password, done then) override {
    change({who, actors::account_change::create, std::move(password), {}},
           std::move(then));
  }

  void set_password(const xml::jid& who, std::string password,
                    done then) override {
    change({who, actors::account_change::set_password, std::move(password), {}},
           std::move(then));
  }

  void remove(const xml::jid& who, done then) override {
    change({who, actors::account_change::remove, {}, {}}, std::move(then));
  }

  // -- address_book::port ----------------------------------------------------

  void confirm(const actors::addressable& to,
               std::function<void(bool)> then) override {
    actor->request(to, caf::infinite, actors::confirm_stored{})
        .then([then](const actors::stored& s) { then(s.durable); },
              [then](const caf::error&) { then(false); });
  }

  void find_address(const xml::jid& wanted) override {
    auto found = [this, wanted](const actors::addressable& sink) {
      book.found(wanted, sink);
      settle();
    };
    actor->request(peer.registry, caf::infinite, actors::find_address{wanted})
        .then(
            [this, found](const actors::address_found& answer) {
              if (answer.sink)
                actor->monitor(answer.sink);
              found(answer.sink);
            },
            [found](const caf::error&) { found(actors::addressable{}); });
  }

  void send_inbound(const actors::addressable& to, xml::stanza x) override {
    // It may have waited, and something else be running now.
    const base::trace::scope within{x};
    actor->send(to, actors::inbound{std::move(x)});
  }

  void forsake(const actors::addressable& other) override {
    // Else it would know of us, and so keep our memory, as long as it lives.
    actor->demonitor(caf::actor_cast<caf::actor_addr>(other));
    actor->send(other, actors::forsaken{});
  }

  void refuse(const xml::stanza& x, xml::condition why) override {
    this->reject(x, why);
  }

  void left(std::uint64_t) override {}

protected:
  /// About what a stanza takes that waits.
  static constexpr std::size_t one_stanza = 600;

  /// What the operator is told of all that write and are written to.
  void describe_links(actors::description& d) const {
    d.add("memory, about", std::to_string(memory()));
    d.add("peers", std::to_string(book.size()));
    d.add("waiting for peers", std::to_string(book.waiting()));
    d.add("holders", std::to_string(holding.size()));
  }

  // -- leaving by consent (ARCHITECTURE §6) ----------------------------------

  /// Asks all who hold this actor's handle to let it go. If nothing has come
  /// by then, the registry is asked to forget the address, and the actor quits;
  /// else it stays.
  void leave_by_consent() {
    stay = false;
    auto all = holding.alive();
    // Who comes back while it is asked is a holder anew, whatever it answers.
    holding.clear();
    to_release = all.size() + 1;
    for (auto& holder : all)
      actor->request(holder, caf::infinite, actors::let_go{address})
          .then([this](const actors::released&) { released_one(); },
                [this](const caf::error&) { released_one(); }); // it is gone
    released_one();
  }

  /// Something came while it was leaving: it goes on.
  virtual void stayed() {}
  /// Nobody holds its handle any more: what the registry still passes on goes
  /// back to it.
  virtual void is_forgotten() {}

  /// As `run`, and `then` is called even if the parts that are there now are no
  /// more.
  void transact(persistence::shared_transaction ops,
                std::function<void(const actors::transaction_result&)> then) {
    auto finish = [this, then = std::move(then)](
                      const actors::transaction_result& outcome) {
      --storing;
      then(outcome);
      settle();
    };
    ++storing;
    actor
        ->request(peer.storage, caf::infinite,
                  actors::run_transaction{std::move(ops)})
        .then(
            [finish](const actors::transaction_done& done) {
              finish(*done.outcome);
            },
            [finish](const caf::error&) {
              finish(persistence::store_error{
                  persistence::store_errc::unavailable, "no storage"});
            });
  }

  /// Calls `then` once all that is to be stored so far is, or with false where
  /// that fails.
  virtual void when_stored(std::function<void(bool durable)> then) {
    static const auto nothing
        = std::make_shared<const persistence::transaction>();
    transact(nothing,
             [then = std::move(then)](const actors::transaction_result& r) {
               then(r.has_value());
             });
  }

  /// Called after each callback: handles what it has left to be done.
  virtual void settle() {}

  /// Counts an `inbound` as handled and gives its sender credit when due.
  void acknowledge_inbound() { acknowledge_inbound(actor->current_sender()); }

  void acknowledge_inbound(const caf::strong_actor_ptr& from) {
    if (auto credit = holding.handled(from); credit > 0)
      actor->send(caf::actor_cast<actors::addressable>(from),
                  actors::inbound_credit{credit});
  }

  caf::actor_addr sender() const {
    return caf::actor_cast<caf::actor_addr>(actor->current_sender());
  }

  /// `f`, unless the parts that made it are no more; then what it left to do.
  template <class F>
  auto guarded(F f) {
    return [this, at = epoch, f = std::move(f)](const auto& x) {
      if (at == epoch)
        f(x);
      settle();
    };
  }

  void change(actors::change_account request, done then) {
    auto finish = guarded(std::move(then));
    actor->request(peer.auth, caf::infinite, std::move(request))
        .then([finish](const actors::account_changed& c) { finish(c.error); },
              [finish](const caf::error&) {
                finish(std::optional{xml::stanza_error::make(
                    xml::condition::internal_server_error)});
              });
  }

private:
  static const base::shown_actor& shown() {
    static constexpr auto state_of =
        [](const caf::local_actor& who) -> const auto& {
      return static_cast<const std::remove_pointer_t<Self>&>(who).state;
    };
    static constexpr base::shown_actor card{
        [](const caf::local_actor& who) -> const xml::jid& {
          return state_of(who).address;
        },
        [](const caf::local_actor& who) { return state_of(who).memory(); }};
    return card;
  }

  void answered(const xml::stanza& request,
                const part::decision& how) override {
    observe::decided(address, request, how);
  }

  void released_one() {
    if (--to_release > 0)
      return;
    if (stay)
      return stayed();
    is_forgotten();
    auto quit = [this] {
      book.close();
      actor->quit();
    };
    actor
        ->request(peer.registry, caf::infinite, actors::forget_address{address})
        .then([quit](const actors::address_forgotten&) { quit(); },
              [quit](const caf::error&) { quit(); });
  }

  std::size_t to_release = 0;

public:
  Self actor;
  xml::jid address;
  peers peer;
  actors::shared_config config;
  address_book book;
  holders holding;
  base::delayed_calls calls;
  std::size_t storing = 0; ///< transactions that are under way
  std::uint64_t epoch = 0; ///< of the parts; callbacks of earlier ones are void
  bool stay = false;       ///< something came while leaving
};

} // namespace troupe::registry
