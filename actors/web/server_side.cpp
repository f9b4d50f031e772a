// SPDX-License-Identifier: Apache-2.0
#include "actors/web/server_side.hpp"

#include <mutex>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include "actors/admin/catalogue.hpp"
#include "actors/base/actor.hpp"

namespace troupe::web {

using nlohmann::json;

namespace {

/// Does what it is told on a thread of the scheduler.
using hands_actor = actors::protocol<actors::result<void>(actors::step_done)>;

struct hands_state {
  static inline const char* name = "web";
  using self_pointer = base::self_pointer<hands_actor, hands_state>;

  explicit hands_state(self_pointer) {}
  void on_step_done(const actors::step_done& step) { (*step.then)(); }
};

hands_actor::behavior_type
hands(hands_state::self_pointer self,
      const std::shared_ptr<hands_state::self_pointer>& known) {
  *known = self;
  return {base::bound(self->state, &hands_state::on_step_done)};
}

void run_on(const hands_actor& hand, std::function<void()> f) {
  caf::anon_send(
      hand, actors::step_done{
                std::make_shared<const std::function<void()>>(std::move(f))});
}

command_facts facts_of(const admin::command& command) {
  return {std::string{command.name}, std::string{command.help}, command.changes,
          command.follow != nullptr, command.arguments};
}

/// A command that goes on, which may be ended before it is known how.
class followed {
public:
  void begun(admin::ending how) {
    {
      const std::lock_guard held{lock_};
      how_ = how;
      if (!ended_)
        return;
    }
    how();
  }
  void end() {
    admin::ending how;
    {
      const std::lock_guard held{lock_};
      ended_ = true;
      how = how_;
    }
    if (how)
      how();
  }

private:
  std::mutex lock_;
  admin::ending how_;
  bool ended_ = false;
};

std::string stopping() {
  return admin::to_line(admin::to_json(admin::failure{
      admin::failure_code::not_running, "the server is stopping"}));
}

} // namespace

struct server_side::state {
  state(caf::actor_system& s, actors_asked a)
      : system(s), asked(std::move(a)), hand(system.spawn(hands, self)) {}

  /// Has `f` called with the actor that may ask.
  template <class F>
  void with_self(F f) {
    run_on(hand, [self = self, f = std::move(f)]() mutable { f(*self); });
  }

  caf::actor_system& system;
  actors_asked asked;
  std::shared_ptr<hands_state::self_pointer> self
      = std::make_shared<hands_state::self_pointer>();
  hands_actor hand;
  std::shared_ptr<const std::function<void(const xml::jid&)>> watcher;
};

server_side::server_side(caf::actor_system& system, actors_asked asked)
    : state_(std::make_unique<state>(system, std::move(asked))) {
}

server_side::~server_side() {
  caf::scoped_actor waiting{state_->system};
  waiting->monitor(state_->hand);
  caf::anon_send_exit(state_->hand, caf::exit_reason::user_shutdown);
  waiting->receive([](const caf::down_msg&) {});
}

std::vector<command_facts> server_side::commands() const {
  std::vector<command_facts> all;
  for (const auto& each : admin::commands())
    if (each.runs != admin::place::local)
      all.push_back(facts_of(each));
  return all;
}

void server_side::run(const asker& by, const std::string& name,
                      const admin::given_arguments& arguments,
                      std::function<void(std::string)> reply) {
  state_->with_self([request
                     = actors::run_command{by.who, by.from, name, arguments},
                     admin = state_->asked.admin, reply](auto* self) {
    self->request(admin, caf::infinite, request)
        .then([reply](actors::command_done& d) { reply(std::move(d.answer)); },
              [reply](const caf::error&) { reply(stopping()); });
  });
}

ending server_side::follow(const asker& by, const std::string& name,
                           const admin::given_arguments& arguments,
                           follower to) {
  auto one = std::make_shared<followed>();
  admin::audience audience{
      std::move(to.event),
      [ended = to.ended](const auto& came) { ended(admin::to_json(came)); }};
  actors::follow_command request{
      by.who, by.from, name, arguments,
      std::make_shared<const admin::audience>(std::move(audience))};
  state_->with_self([request = std::move(request), one,
                     admin = state_->asked.admin,
                     ended = std::move(to.ended)](auto* self) {
    self->request(admin, caf::infinite, request)
        .then([one](const actors::following& f) { one->begun(*f.end); },
              [ended](const caf::error&) { ended(json::parse(stopping())); });
  });
  return [one] { one->end(); };
}

void server_side::check_password(const xml::jid& account,
                                 const std::string& password,
                                 const std::string& address, bool may_enter,
                                 std::function<void(login_verdict)> then) {
  const auto later = [then](const caf::error&) { then(login_verdict::later); };
  // As at a login of a client: the auth actor has the last word, since the
  // account may have been locked meanwhile, and holds a failure's answer back.
  state_->with_self([=, auth = state_->asked.auth](auto* self) {
    self->request(auth, caf::infinite,
                  actors::check_password{account, address, password})
        .then(
            [=](const actors::password_checked& checked) {
              if (checked.failed)
                return then(login_verdict::later);
              const bool right = checked.right && !checked.disabled;
              const bool in = right && may_enter;
              self->request(auth, caf::infinite,
                            actors::login_ended{account, address, in})
                  .then(
                      [=](const actors::login_noted& noted) {
                        then(noted.refused ? login_verdict::later
                             : in          ? login_verdict::right
                             : right       ? login_verdict::outside
                                           : login_verdict::wrong);
                      },
                      later);
            },
            later);
  });
}

void server_side::read_tokens(
    std::function<void(std::optional<std::vector<token>>)> then) {
  state_->with_self([then, storage = state_->asked.storage](auto* self) {
    persistence::get_entries all{std::string{token_owner},
                                 std::string{token_map}};
    self->request(
            storage, caf::infinite,
            actors::run_transaction{persistence::transaction{std::move(all)}})
        .then(
            [then](const actors::transaction_done& t) {
              if (!*t.outcome)
                return then(std::nullopt);
              then(tokens_in(
                  std::get<persistence::map_entries>((*t.outcome)->at(0))));
            },
            [then](const caf::error&) { then(std::nullopt); });
  });
}

void server_side::watch_accounts(std::function<void(const xml::jid&)> told) {
  // By the actor, since that has gone when we have.
  auto tell
      = [hand = state_->hand, told = std::move(told)](const xml::jid& account) {
          run_on(hand, [told, account] { told(account); });
        };
  state_->watcher
      = std::make_shared<const std::function<void(const xml::jid&)>>(tell);
  caf::anon_send(state_->asked.auth, actors::watch_accounts{state_->watcher});
}

} // namespace troupe::web
