// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/disabling.hpp"

namespace troupe::admin {

void change_disabled(server_access& server, const given_arguments& given,
                     actors::account_change what, const char* done_to,
                     reply<nlohmann::json> done) {
  auto account = account_named(server, given.at("jid"));
  if (!account)
    return done(account.error());
  server.change({*account, what, {}, {}},
                [account = *account, done_to, done](const outcome<void>& came) {
                  if (!came)
                    return done(came.error());
                  done(success({{done_to, account.str()}}));
                });
}

} // namespace troupe::admin
