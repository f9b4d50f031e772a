// SPDX-License-Identifier: Apache-2.0
#include "actors/user/parts.hpp"

#include "actors/user/account_disco.hpp"
#include "actors/user/archive.hpp"
#include "actors/user/blocking.hpp"
#include "actors/user/carbons.hpp"
#include "actors/user/delivery.hpp"
#include "actors/user/last_activity.hpp"
#include "actors/user/offline.hpp"
#include "actors/user/offline_retrieval.hpp"
#include "actors/user/ping.hpp"
#include "actors/user/presence.hpp"
#include "actors/user/private_storage.hpp"
#include "actors/user/roster.hpp"
#include "actors/user/vcard.hpp"
#include "actors/user/vcard_avatar.hpp"

namespace troupe::user {

const part::user_catalogue& user_parts() {
  static const auto parts = [] {
    part::user_catalogue all;
    // First: what is blocked is seen by no other part.
    all.add<blocking>();
    all.add<last_activity>();
    all.add<roster>();
    // Before presence, which remembers what it sends.
    all.add<vcard_avatar>();
    all.add<presence>();
    all.add<archive>();
    // Before delivery, which must not overtake it.
    all.add<offline>();
    all.add<delivery>();
    all.add<carbons>();
    all.add<offline_retrieval>();
    all.add<vcard>();
    all.add<private_storage>();
    all.add<ping>();
    all.add<account_disco>();
    return all;
  }();
  return parts;
}

} // namespace troupe::user
