// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/running_server.hpp"

#include <chrono>
#include <memory>

#include <caf/sec.hpp>
#include <caf/send.hpp>

namespace troupe::admin {

namespace {

/// For the answer to an IQ request.
constexpr std::chrono::seconds longest_answer{60};

failure no_answer() {
  return {failure_code::failed, "the server is stopping"};
}

/// What becomes of a request whose actor is gone.
template <class T>
auto unanswered(reply<T> done) {
  return [done = std::move(done)](const caf::error&) { done(no_answer()); };
}

failure failure_of(const xml::stanza_error& error, const std::string& account) {
  switch (error.what) {
  case xml::condition::conflict:
    return {failure_code::conflict, account + " exists already"};
  case xml::condition::item_not_found:
    return {failure_code::not_found, "there is no account " + account};
  case xml::condition::not_acceptable:
    return {failure_code::bad_password, error.text};
  case xml::condition::resource_constraint:
    return {failure_code::busy, "too much is waiting; try again later"};
  default:
    return {failure_code::failed, std::string{name_of(error.what)}
                                      + (error.text.empty() ? "" : ": ")
                                      + error.text};
  }
}

/// For what answers on another thread: the answer comes on the actor's.
template <class T>
reply<T> brought_home(actors::admin_actor self, reply<T> done) {
  return [self = std::move(self), done = std::move(done)](outcome<T> came) {
    auto then = [done, came = std::move(came)] { done(came); };
    caf::anon_send(
        self,
        actors::step_done{std::make_shared<const std::function<void()>>(then)});
  };
}

} // namespace

void running_server::change(const actors::change_account& request,
                            reply<void> done) {
  self_->request(setup_.auth, caf::infinite, request)
      .then(
          [done, account = request.account](const actors::account_changed& c) {
            if (c.error)
              return done(failure_of(*c.error, account.str()));
            done({});
          },
          unanswered(done));
}

void running_server::list_users(const actors::list_users& request,
                                reply<std::vector<std::string>> done) {
  self_->request(setup_.auth, caf::infinite, request)
      .then([done](actors::users_listed& u) { done(std::move(u.accounts)); },
            unanswered(done));
}

void running_server::check_store(reply<std::string> done) {
  persistence::list_owners any{"credentials", {}, 1};
  self_
      ->request(
          setup_.storage, caf::infinite,
          actors::run_transaction{persistence::transaction{std::move(any)}})
      .then(
          [done](const actors::transaction_done& t) {
            if (!*t.outcome)
              return done(
                  failure{failure_code::failed, t.outcome->error().message});
            done("used by the running server");
          },
          unanswered(done));
}

void running_server::read(const persistence::operation& op,
                          reply<persistence::answer> done) {
  self_
      ->request(setup_.storage, caf::infinite,
                actors::run_transaction{persistence::transaction{op}})
      .then(
          [done](const actors::transaction_done& t) {
            const auto& came = *t.outcome;
            if (!came)
              return done(failure{failure_code::failed, came.error().message});
            done(came->at(0));
          },
          unanswered(done));
}

void running_server::write(const persistence::operation& op, reply<void> done) {
  read(op, [done](const outcome<persistence::answer>& came) {
    if (!came)
      return done(came.error());
    done({});
  });
}

void running_server::find_message(
    std::uint64_t trace, reply<std::vector<actors::message_event>> done) {
  self_->request(setup_.registry, caf::infinite, actors::locate_message{trace})
      .then([done](actors::message_located& m) { done(std::move(m.events)); },
            unanswered(done));
}

void running_server::list_sessions(
    reply<std::vector<actors::session_facts>> done) {
  self_->request(setup_.registry, caf::infinite, actors::list_sessions{})
      .then([done](actors::sessions_listed& s) { done(std::move(s.sessions)); },
            unanswered(done));
}

void running_server::end_sessions(const actors::end_sessions& request,
                                  reply<std::uint32_t> done) {
  self_->request(setup_.registry, caf::infinite, request)
      .then([done](const actors::sessions_ended& e) { done(e.count); },
            unanswered(done));
}

void running_server::describe(reply<std::vector<actors::description>> done) {
  struct gathering {
    std::vector<actors::description> all{3};
    std::size_t open = 3;
  };
  auto g = std::make_shared<gathering>();
  auto ask = [this, g, done](const auto& actor, std::size_t place) {
    auto finish = [g, done] {
      if (--g->open == 0)
        done(std::move(g->all));
    };
    self_->request(actor, caf::infinite, actors::describe{})
        .then(
            [g, place, finish](actors::description& d) {
              g->all[place] = std::move(d);
              finish();
            },
            [finish](const caf::error&) { finish(); });
  };
  ask(setup_.registry, 0);
  ask(setup_.storage, 1);
  ask(setup_.auth, 2);
}

/// The actor counts whoever finds it among those who hold its handle; so it is
/// given up at once.
void running_server::describe(const xml::jid& address,
                              reply<std::vector<actors::description>> done) {
  auto nobody = [done](const caf::error& why) {
    if (why != caf::sec::invalid_argument)
      return done(no_answer());
    done(failure{failure_code::not_found, "there is no such session"});
  };
  self_
      ->request(setup_.registry, longest_answer,
                actors::find_address{address.bare()})
      .then(
          [this, done, nobody, which = std::string{address.resource()}](
              const actors::address_found& found) {
            if (!found.sink)
              return done(failure{failure_code::not_found,
                                  "there is no such address on this server"});
            self_->request(found.sink, longest_answer, actors::describe{which})
                .then(
                    [done](actors::description& d) { done({{std::move(d)}}); },
                    nobody);
            self_->send(found.sink, actors::forsaken{});
          },
          nobody);
}

void running_server::ask(const xml::stanza& request,
                         reply<std::vector<xml::stanza>> done) {
  auto late = [done](const caf::error& why) {
    if (why != caf::sec::request_timeout)
      return done(no_answer());
    done(failure{failure_code::busy,
                 "no answer within a minute; try again later"});
  };
  self_->request(setup_.registry, longest_answer, actors::ask_address{request})
      .then([done](actors::address_answered& a) { done(std::move(a.answers)); },
            std::move(late));
}

/// One stanza needs no credit; the handle is given up at once, as above.
void running_server::send(const xml::stanza& message, reply<void> done) {
  self_
      ->request(setup_.registry, longest_answer,
                actors::find_address{message.to().bare()})
      .then(
          [this, message, done](const actors::address_found& found) {
            if (!found.sink)
              return done(failure{failure_code::not_found,
                                  "there is no such address on this server"});
            self_->send(found.sink, actors::inbound{message});
            self_->send(found.sink, actors::forsaken{});
            done({});
          },
          unanswered(done));
}

void running_server::rehearse(const rehearsal_wish& wish,
                              reply<nlohmann::json> done) {
  if (!setup_.rehearse)
    return done(needs_server());
  setup_.rehearse(wish, setup_.config,
                  brought_home(actors::admin_actor{self_}, std::move(done)));
}

void running_server::configure(const configuration_wish& wish,
                               reply<actors::configuration_changes> done) {
  setup_.configure(wish,
                   brought_home(actors::admin_actor{self_}, std::move(done)));
}

void running_server::read_audit(std::size_t limit,
                                reply<std::vector<nlohmann::json>> done) {
  if (!setup_.audit)
    return done(failure{failure_code::not_found, "there is no audit log"});
  setup_.audit->last(limit,
                     brought_home(actors::admin_actor{self_}, std::move(done)));
}

outcome<process_facts> running_server::process() const {
  return setup_.facts();
}

} // namespace troupe::admin
