// SPDX-License-Identifier: Apache-2.0
// How the auth actor makes, changes, removes and lists accounts.
#include <algorithm>

#include "actors/auth/authenticator.hpp"
#include "actors/auth/credentials.hpp"
#include "actors/part/context.hpp"

namespace troupe::auth {

namespace {

using xml::condition;
using xml::stanza_error;

/// Names read from the store at once when accounts are listed.
constexpr std::size_t names_per_read = 1'000;

actors::account_changed failed_with(stanza_error e) {
  return {std::move(e)};
}

actors::account_changed failed_with(condition what,
                                    std::string_view text = {}) {
  return {stanza_error::make(what, text)};
}

actors::account_changed busy() {
  auto e = stanza_error::make(condition::resource_constraint,
                              "too much is waiting; try again later");
  e.type = xml::error_type::wait;
  return {std::move(e)};
}

} // namespace

caf::result<actors::account_changed>
auth_state::on_change_account(const actors::change_account& request) {
  if (!is_served(request.account))
    return failed_with(condition::not_allowed, "not an account of this server");
  // One change of an account at a time, so that none overtakes another.
  if (!changing.insert(request.account.str()).second)
    return busy();
  auto promise = self->make_response_promise<actors::account_changed>();
  switch (request.what) {
  case actors::account_change::create:
    create(request, promise);
    break;
  case actors::account_change::set_password:
    set_password(request, promise);
    break;
  case actors::account_change::remove:
    pass_on(request, promise);
    break;
  case actors::account_change::disable:
  case actors::account_change::enable:
    set_disabled(request, promise);
  }
  return promise;
}

/// The user actor does it, or its part of it: contacts are told, sessions
/// ended.
void auth_state::pass_on(const actors::change_account& request,
                         account_promise promise) {
  auto end = [this, account = request.account, what = request.what,
              promise](actors::account_changed answer) mutable {
    changing.erase(account.str());
    if (what == actors::account_change::remove && !answer.error)
      tell_watchers(account);
    promise.deliver(std::move(answer));
  };
  self->request(registry, caf::infinite, request)
      .then(
          [end](actors::account_changed& done) mutable {
            end(std::move(done));
          },
          [end](const caf::error&) mutable {
            end(failed_with(condition::internal_server_error));
          });
}

bool auth_state::is_served(const xml::jid& account) const {
  auto serves = [&](const auto& h) { return h.name == account.domain(); };
  return account.is_bare() && !account.is_domain() && !account.empty()
         && std::ranges::any_of(config->hosts, serves);
}

/// Whoever makes that account has what its name is given in the configuration;
/// so it is for those to make who are on the machine, or administrators.
bool auth_state::is_reserved(const xml::jid& account) const {
  return std::ranges::any_of(config->hosts, [&](const auto& host) {
    return std::ranges::count(host.admins, account.bare_view()) > 0;
  });
}

bool auth_state::may_register(const std::string& address) {
  auto limit = config->limits.registrations_per_address;
  if (address.empty() || limit == 0)
    return true;
  auto now = self->clock().now();
  auto key = address_key(address);
  if (registrations->count(key, now) >= limit) {
    observe::count(observe::limit::registrations);
    return false;
  }
  registrations->add(key, now);
  return true;
}

void auth_state::create(const actors::change_account& request,
                        account_promise promise) {
  load(request.account, [this, request, promise](outcome stored) mutable {
    auto end = [&](actors::account_changed answer) {
      changing.erase(request.account.str());
      promise.deliver(std::move(answer));
    };
    if (!stored)
      return end(failed_with(part::context::error_for(stored.error())));
    // First of all, so that names cannot be probed without limit.
    if (!may_register(request.address)) {
      auto e = stanza_error::make(condition::resource_constraint,
                                  "too many registrations from your address");
      e.type = xml::error_type::wait;
      return end(failed_with(std::move(e)));
    }
    if (std::get<std::optional<std::string>>(stored->front()))
      return end(failed_with(condition::conflict, "the account exists"));
    if (!request.address.empty() && is_reserved(request.account))
      return end(
          failed_with(condition::not_allowed, "this address is reserved"));
    store_password(request, false, promise);
  });
}

void auth_state::set_password(const actors::change_account& request,
                              account_promise promise) {
  load(request.account, [this, request, promise](outcome stored) mutable {
    auto end = [&](actors::account_changed answer) {
      changing.erase(request.account.str());
      promise.deliver(std::move(answer));
    };
    if (!stored)
      return end(failed_with(part::context::error_for(stored.error())));
    auto& document = std::get<std::optional<std::string>>(stored->front());
    if (!document)
      return end(failed_with(condition::item_not_found, "no such account"));
    auto known = from_document(*document);
    store_password(request, known && known->disabled, promise);
  });
}

/// The user actor is told once it is stored: from then on it opens no session.
void auth_state::set_disabled(const actors::change_account& request,
                              account_promise promise) {
  load(request.account, [this, request, promise](outcome stored) mutable {
    auto end = [this, account = request.account,
                promise](actors::account_changed answer) mutable {
      changing.erase(account.str());
      promise.deliver(std::move(answer));
    };
    if (!stored)
      return end(failed_with(part::context::error_for(stored.error())));
    auto& document = std::get<std::optional<std::string>>(stored->front());
    if (!document)
      return end(failed_with(condition::item_not_found, "no such account"));
    auto keys = from_document(*document);
    if (!keys)
      return end(failed_with(condition::internal_server_error,
                             to_string(keys.error())));
    keys->disabled = request.what == actors::account_change::disable;
    run({persistence::put_document{request.account.str(),
                                   std::string{credentials_document},
                                   to_document(*keys)}},
        [this, request, promise, end](outcome written) mutable {
          if (!written)
            return end(failed_with(part::context::error_for(written.error())));
          if (request.what == actors::account_change::disable)
            tell_watchers(request.account);
          pass_on(request, promise);
        });
  });
}

void auth_state::store_password(const actors::change_account& request,
                                bool disabled, account_promise promise) {
  auto account = request.account;
  auto end = [this, account, promise](actors::account_changed answer) mutable {
    changing.erase(account.str());
    promise.deliver(std::move(answer));
  };
  auto store = [this, account, disabled, promise,
                end](credentials keys) mutable {
    keys.disabled = disabled;
    run({persistence::put_document{account.str(),
                                   std::string{credentials_document},
                                   to_document(keys)}},
        [this, account, promise, end](outcome stored) mutable {
          if (!stored)
            return end(failed_with(part::context::error_for(stored.error())));
          changing.erase(account.str());
          tell_watchers(account);
          announce(account, promise);
        });
  };
  auto work = [password = request.password, store, end]() mutable {
    auto keys = derive(password);
    return [keys = std::move(keys), store, end]() mutable {
      if (keys)
        store(std::move(*keys));
      else
        end(failed_with(condition::not_acceptable, to_string(keys.error())));
    };
  };
  if (!hash(std::move(work)))
    end(busy());
}

/// The user actor, if there is one, learns that the account is there.
void auth_state::announce(const xml::jid& account, account_promise promise) {
  self->request(registry, caf::infinite,
                actors::change_account{
                    account, actors::account_change::create, {}, {}})
      .then(
          [promise](actors::account_changed& done) mutable {
            promise.deliver(std::move(done));
          },
          [promise](const caf::error&) mutable {
            promise.deliver(actors::account_changed{});
          });
}

void auth_state::on_watch_accounts(const actors::watch_accounts& wish) {
  watchers.push_back(wish.told);
}

void auth_state::tell_watchers(const xml::jid& account) {
  std::erase_if(watchers, [](const auto& each) { return each.expired(); });
  for (const auto& each : watchers)
    if (const auto told = each.lock())
      (*told)(account);
}

caf::result<actors::users_listed>
auth_state::on_list_users(const actors::list_users& request) {
  auto promise = self->make_response_promise<actors::users_listed>();
  list_more(request, {}, promise);
  return promise;
}

void auth_state::list_more(actors::list_users request,
                           actors::users_listed so_far, users_promise promise) {
  persistence::list_owners read{std::string{credentials_document},
                                request.after, names_per_read};
  run({std::move(read)},
      [this, request, so_far, promise](outcome stored) mutable {
        if (!stored) {
          promise.deliver(std::move(so_far));
          return;
        }
        auto names = std::get<std::vector<std::string>>(stored->front());
        const bool last = names.size() < names_per_read;
        if (!last)
          request.after = names.back();
        if (!request.host.empty())
          std::erase_if(names, [ending = '@' + request.host](const auto& name) {
            return !name.ends_with(ending);
          });
        auto add = [this, request, so_far, promise,
                    last](std::vector<std::string> wanted) mutable {
          for (auto& name : wanted)
            if (so_far.accounts.size() < request.limit)
              so_far.accounts.push_back(std::move(name));
          if (last || so_far.accounts.size() >= request.limit)
            return promise.deliver(std::move(so_far)), void();
          list_more(std::move(request), std::move(so_far), promise);
        };
        if (!request.only_disabled)
          return add(std::move(names));
        keep_disabled(std::move(names), std::move(add));
      });
}

/// Those of the accounts that are disabled.
void auth_state::keep_disabled(
    std::vector<std::string> names,
    std::function<void(std::vector<std::string>)> then) {
  persistence::transaction reads;
  for (const auto& name : names)
    reads.push_back(
        persistence::get_document{name, std::string{credentials_document}});
  run(std::move(reads), [names = std::move(names), then](outcome stored) {
    std::vector<std::string> disabled;
    for (std::size_t i = 0; stored && i < names.size(); ++i) {
      auto& document = std::get<std::optional<std::string>>(stored->at(i));
      if (document && is_disabled(*document))
        disabled.push_back(names[i]);
    }
    then(std::move(disabled));
  });
}

} // namespace troupe::auth
