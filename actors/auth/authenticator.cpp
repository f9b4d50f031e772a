// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/authenticator.hpp"

#include "actors/auth/credentials.hpp"

namespace troupe::auth {

namespace {

lockout_options options_of(const config::limits_section& l) {
  lockout_options o;
  o.failures_per_account = l.failures_per_account;
  o.failures_per_address = l.failures_per_address;
  o.window = l.lockout;
  return o;
}

std::optional<credentials>
read_credentials(const persistence::answers& answers) {
  auto& document = std::get<std::optional<std::string>>(answers.front());
  if (!document)
    return std::nullopt;
  auto read = from_document(*document);
  return read ? std::optional{std::move(*read)} : std::nullopt;
}

} // namespace

auth_state::auth_state(self_pointer actor) : self(actor) {
}

void auth_state::begin(actors::storage_actor store,
                       actors::registry_actor addresses,
                       std::shared_ptr<hashing_pool> threads,
                       std::string secret, actors::shared_config settings) {
  storage = std::move(store);
  registry = std::move(addresses);
  pool = std::move(threads);
  decoy_secret = std::move(secret);
  on_configuration_changed({std::move(settings)});
}

bool auth_state::is_locked(const xml::jid& account,
                           const std::string& address) {
  auto locked
      = failures
            ->check(account.str(), address_key(address), self->clock().now())
            .locked;
  if (locked)
    observe::count(observe::limit::lockout);
  return locked;
}

caf::result<actors::credentials_found>
auth_state::on_fetch_credentials(const actors::fetch_credentials& question) {
  if (is_locked(question.account, question.address))
    return actors::credentials_found{std::nullopt, true, false};
  auto promise = self->make_response_promise<actors::credentials_found>();
  // An impossible name asks the store too, so that it takes as long.
  load(question.account, [promise](outcome stored) mutable {
    actors::credentials_found found;
    found.failed = !stored;
    if (stored)
      found.document = std::get<std::optional<std::string>>(stored->front());
    promise.deliver(std::move(found));
  });
  return promise;
}

caf::result<actors::password_checked>
auth_state::on_check_password(const actors::check_password& question) {
  auto promise = self->make_response_promise<actors::password_checked>();
  if (is_locked(question.account, question.address))
    return promise.deliver(actors::password_checked{false, false, true}),
           promise;
  load(question.account, [this, question, promise](outcome stored) mutable {
    if (!stored) {
      promise.deliver(actors::password_checked{false, false, true});
      return;
    }
    auto known = read_credentials(*stored);
    auto keys = known.value_or(decoy_credentials(
        scram_hash::sha256, decoy_secret, question.account.local()));
    auto work = [keys, password = question.password, promise,
                 is_known = known.has_value()]() mutable {
      auto right = verify_password(keys, password) && is_known;
      return [promise, right, disabled = keys.disabled]() mutable {
        promise.deliver(actors::password_checked{right, disabled, false});
      };
    };
    if (!hash(std::move(work)))
      promise.deliver(actors::password_checked{false, false, true});
  });
  return promise;
}

caf::result<actors::login_noted>
auth_state::on_login_ended(const actors::login_ended& news) {
  auto address = address_key(news.address);
  if (news.success) {
    if (is_locked(news.account, news.address))
      return actors::login_noted{true};
    ++logins;
    failures->succeeded(news.account.str());
    return actors::login_noted{};
  }
  ++failed;
  auto promise = self->make_response_promise<actors::login_noted>();
  auto delay
      = failures->failed(news.account.str(), address, self->clock().now())
            .delay;
  if (delay.count() == 0)
    return promise.deliver(actors::login_noted{}), promise;
  auto id = calls.add(
      [promise]() mutable { promise.deliver(actors::login_noted{}); });
  self->delayed_send(self, delay, actors::timer_fired{id});
  return promise;
}

void auth_state::on_hashed(const actors::hashed& done) {
  --hashing;
  observe::count(observe::counter::hashes_done);
  (*done.outcome)();
}

void auth_state::on_timer_fired(const actors::timer_fired& m) {
  calls.fire(m.id);
}

void auth_state::on_configuration_changed(
    const actors::configuration_changed& news) {
  auto before = std::exchange(config, news.config);
  const auto& l = config->limits;
  // What was counted so far stays, unless the rules have changed.
  if (before && before->limits.lockout == l.lockout
      && before->limits.failures_per_account == l.failures_per_account
      && before->limits.failures_per_address == l.failures_per_address
      && before->limits.registrations_per_address
             == l.registrations_per_address)
    return;
  failures = std::make_unique<lockout>(options_of(l));
  registrations = std::make_unique<failure_table>(
      l.registrations_per_address, std::chrono::hours{1}, 50'000);
}

actors::description auth_state::on_describe(const actors::describe&) {
  actors::description d{name, {}, {}};
  d.add("logins", std::to_string(logins));
  d.add("failed logins", std::to_string(failed));
  d.add("hashing", std::to_string(hashing));
  d.add("refused for a full queue", std::to_string(refused));
  return d;
}

void auth_state::run(persistence::transaction ops,
                     std::function<void(outcome)> then) {
  self->request(storage, caf::infinite, actors::run_transaction{std::move(ops)})
      .then(
          [then](const actors::transaction_done& done) { then(*done.outcome); },
          [then](const caf::error&) {
            then(persistence::store_error{persistence::store_errc::unavailable,
                                          "no storage"});
          });
}

void auth_state::load(const xml::jid& account,
                      std::function<void(outcome)> then) {
  run({persistence::get_document{account.str(),
                                 std::string{credentials_document}}},
      std::move(then));
}

bool auth_state::hash(std::function<std::function<void()>()> work) {
  auto bound = config->limits.login_queue;
  if (bound != 0 && hashing >= bound) {
    ++refused;
    observe::count(observe::limit::login_queue);
    return false;
  }
  ++hashing;
  observe::count(observe::counter::hashes_queued);
  auto reply_to = actors::auth_actor{self};
  pool->submit([work = std::move(work), reply_to] {
    auto result = std::make_shared<std::function<void()>>(work());
    caf::anon_send(reply_to, actors::hashed{std::move(result)});
  });
  return true;
}

actors::auth_actor::behavior_type
authenticator(auth_state::self_pointer self, actors::storage_actor storage,
              actors::registry_actor registry,
              std::shared_ptr<hashing_pool> pool, std::string decoy_secret,
              actors::shared_config config) {
  auto& state = self->state;
  state.begin(std::move(storage), std::move(registry), std::move(pool),
              std::move(decoy_secret), std::move(config));
  return {
      base::bound(state, &auth_state::on_fetch_credentials),
      base::bound(state, &auth_state::on_check_password),
      base::bound(state, &auth_state::on_login_ended),
      base::bound(state, &auth_state::on_change_account),
      base::bound(state, &auth_state::on_list_users),
      base::bound(state, &auth_state::on_watch_accounts),
      base::bound(state, &auth_state::on_hashed),
      base::bound(state, &auth_state::on_timer_fired),
      base::bound(state, &auth_state::on_configuration_changed),
      base::bound(state, &auth_state::on_describe),
  };
}

} // namespace troupe::auth
