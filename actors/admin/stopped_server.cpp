// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/stopped_server.hpp"

#include "actors/admin/audit_file.hpp"
#include "actors/auth/authenticator.hpp"
#include "actors/auth/credentials.hpp"
#include "persistence/open.hpp"
#include "persistence/sqlite.hpp"

namespace troupe::admin {

namespace {

constexpr std::size_t names_per_read = 1'000;

failure failure_of(const persistence::store_error& error) {
  return {failure_code::failed, error.message};
}

failure failure_of(auth::credentials_error error, bool new_password) {
  const auto is_fault_of_ours
      = !new_password || error == auth::credentials_error::internal;
  return {is_fault_of_ours ? failure_code::failed : failure_code::bad_password,
          auth::to_string(error)};
}

outcome<void> done_or_failed(const persistence::result<void>& came) {
  if (!came)
    return failure_of(came.error());
  return {};
}

outcome<bool> is_disabled(persistence::store& store, const std::string& name) {
  auto stored = store.document(name, auth::credentials_document);
  if (!stored)
    return failure_of(stored.error());
  return *stored && auth::is_disabled(**stored);
}

} // namespace

void stopped_server::change(const actors::change_account& request,
                            reply<void> done) {
  done(change_now(request));
}

void stopped_server::list_users(const actors::list_users& request,
                                reply<std::vector<std::string>> done) {
  done(list_now(request));
}

void stopped_server::check_store(reply<std::string> done) {
  done(check_now());
}

void stopped_server::read(const persistence::operation& op,
                          reply<persistence::answer> done) {
  done(run_now(op));
}

void stopped_server::write(const persistence::operation& op, reply<void> done) {
  auto came = run_now(op);
  if (!came)
    return done(came.error());
  done({});
}

outcome<persistence::store*> stopped_server::open() {
  if (config_.storage.driver == "memory")
    return failure{failure_code::not_running,
                   "the server is not running, and the storage driver "
                   "\"memory\" keeps nothing without it"};
  if (!store_) {
    auto opened = persistence::open(config_.storage.driver, config_.data_dir);
    if (!opened)
      return failure_of(opened.error());
    store_ = std::move(*opened);
  }
  return store_.get();
}

outcome<void>
stopped_server::change_now(const actors::change_account& request) {
  using actors::account_change;
  const auto& owner = request.account.str();
  auto store = open();
  if (!store)
    return store.error();
  auto stored = (*store)->document(owner, auth::credentials_document);
  if (!stored)
    return failure_of(stored.error());
  if (request.what == account_change::create && *stored)
    return failure{failure_code::conflict, owner + " exists already"};
  if (request.what != account_change::create && !*stored)
    return failure{failure_code::not_found, "there is no account " + owner};
  if (request.what == account_change::remove)
    return done_or_failed((*store)->remove_owner(owner));
  const bool new_password = request.what == account_change::create
                            || request.what == account_change::set_password;
  auto keys = new_password ? auth::derive(request.password)
                           : auth::from_document(**stored);
  if (!keys)
    return failure_of(keys.error(), new_password);
  keys->disabled = request.what == account_change::disable
                   || (request.what == account_change::set_password
                       && auth::is_disabled(**stored));
  return done_or_failed((*store)->put_document(
      owner, auth::credentials_document, auth::to_document(*keys)));
}

outcome<std::vector<std::string>>
stopped_server::list_now(const actors::list_users& request) {
  auto store = open();
  if (!store)
    return store.error();
  const auto ending = '@' + request.host;
  std::vector<std::string> wanted;
  auto after = request.after;
  for (;;) {
    auto names
        = (*store)->owners(auth::credentials_document, after, names_per_read);
    if (!names)
      return failure_of(names.error());
    for (auto& name : *names) {
      if (wanted.size() == request.limit)
        return wanted;
      if (!request.host.empty() && !name.ends_with(ending))
        continue;
      auto is_wanted = !request.only_disabled ? outcome<bool>{true}
                                              : is_disabled(**store, name);
      if (!is_wanted)
        return is_wanted.error();
      if (*is_wanted)
        wanted.push_back(name);
    }
    if (names->size() < names_per_read)
      return wanted;
    after = names->back();
  }
}

outcome<persistence::answer>
stopped_server::run_now(const persistence::operation& op) {
  auto store = open();
  if (!store)
    return store.error();
  auto answer = persistence::run(**store, op);
  if (!answer)
    return failure_of(answer.error());
  return std::move(*answer);
}

void stopped_server::read_audit(std::size_t limit,
                                reply<std::vector<nlohmann::json>> done) {
  done(last_of(config_.data_dir / audit_log_name, limit));
}

outcome<std::string> stopped_server::check_now() {
  if (config_.storage.driver == "memory")
    return std::string{"in memory, while the server runs"};
  std::error_code failed;
  if (!std::filesystem::exists(config_.data_dir / persistence::sqlite_file_name,
                               failed))
    return std::string{"will be made at the first start"};
  auto store = open();
  if (!store)
    return store.error();
  return std::string{"can be opened"};
}

} // namespace troupe::admin
