// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "actors/host/parts.hpp"
#include "actors/part/specifications.hpp"
#include "actors/user/parts.hpp"

namespace specifications_test {

using namespace troupe;

namespace {

std::vector<part::card> all_cards() {
  auto result = user::user_parts().cards();
  const auto& host = host::host_parts().cards();
  result.insert(result.end(), host.begin(), host.end());
  auto core = part::core_specifications();
  result.insert(result.end(), core.begin(), core.end());
  return result;
}

} // namespace

TEST_CASE("Each card has a name, a title, and a version for its XEP") {
  for (const auto& card : all_cards()) {
    INFO(card.name);
    CHECK_FALSE(card.name.empty());
    CHECK_FALSE(card.title.empty());
    CHECK(card.xep.empty() == card.version.empty());
    CHECK((card.xep.empty() || card.xep.size() == 4));
  }
}

TEST_CASE("Cards of one XEP agree on its title and version") {
  std::map<std::string, part::card> first;
  for (const auto& card : all_cards()) {
    if (card.xep.empty())
      continue;
    INFO(card.name << ", XEP-" << card.xep);
    const auto& other = first.try_emplace(card.xep, card).first->second;
    CHECK(card.title == other.title);
    CHECK(card.version == other.version);
  }
}

TEST_CASE("The server shows the features that its XEPs ask for") {
  std::set<std::string> features;
  for (const auto& card : all_cards())
    features.insert(card.server_features.begin(), card.server_features.end());

  for (auto var : {"http://jabber.org/protocol/disco#info",
                   "http://jabber.org/protocol/disco#items",
                   "http://jabber.org/protocol/caps", "jabber:iq:last",
                   "jabber:iq:private", "jabber:iq:register",
                   "jabber:iq:version", "msgoffline", "urn:xmpp:blocking",
                   "urn:xmpp:ping", "urn:xmpp:time", "vcard-temp"}) {
    INFO(var);
    CHECK(features.contains(var));
  }
}

} // namespace specifications_test
