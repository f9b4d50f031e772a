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
  if (request.what == actors::account_change::create)
    create(request, promise);
  else if (request.what == actors::account_change::set_password)
    set_password(request, promise);
  else
    remove(request, promise);
  return promise;
}

/// The user actor does it: contacts are told, sessions ended.
void auth_state::remove(const actors::change_account& request,
                        account_promise promise) {
  auto end = [this, account = request.account,
              promise](actors::account_changed answer) mutable {
    changing.erase(account.str());
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

bool auth_state::may_register(const std::string& address) {
  auto limit = config->limits.registrations_per_address;
  if (address.empty() || limit == 0)
    return true;
  auto now = self->clock().now();
  auto key = address_key(address);
  if (registrations->count(key, now) >= limit)
    return false;
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
        auto& names = std::get<std::vector<std::string>>(stored->front());
        for (auto& name : names) {
          auto is_wanted
              = request.host.empty() || name.ends_with("@" + request.host);
          if (is_wanted && so_far.accounts.size() < request.limit)
            so_far.accounts.push_back(name);
        }
        if (names.size() < names_per_read
            || so_far.accounts.size() >= request.limit) {
          promise.deliver(std::move(so_far));
          return;
        }
        request.after = names.back();
        list_more(std::move(request), std::move(so_far), promise);
      });
}

} // namespace troupe::auth
