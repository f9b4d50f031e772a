// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/stanza_id.hpp"
#include "actors/part/stored_xml.hpp"
#include "tests/support/fake_context.hpp"

namespace stanza_id_test {

using namespace troupe;

namespace {

const auto alice = support::jid("alice@example.org");

xml::stanza with_ids(const std::string& ids) {
  auto x = part::stored_stanza("<message><body>hi</body>" + ids + "</message>");
  REQUIRE(x);
  return x->with_trace(0x1f);
}

} // namespace

TEST_CASE("a stanza-id is the trace of the message in 16 digits") {
  CHECK(part::archive_id(0x1f) == "000000000000001f");
  CHECK(part::archive_id(0xfedcba9876543210) == "fedcba9876543210");

  auto x = part::with_stanza_id(with_ids(""), alice);

  CHECK(part::has_stanza_id(x, alice));
  CHECK(to_string(x)
        == "<message><body>hi</body><stanza-id xmlns='urn:xmpp:sid:0' "
           "by='alice@example.org' id='000000000000001f'/></message>");
}

TEST_CASE("nobody else may put an id in the account's name") {
  const std::string others = "<stanza-id xmlns='urn:xmpp:sid:0' by='room@c' "
                             "id='1'/><origin-id xmlns='urn:xmpp:sid:0' "
                             "id='2'/>";
  for (std::string by : {"alice@example.org", "ALICE@Example.ORG"}) {
    auto forged = with_ids("<stanza-id xmlns='urn:xmpp:sid:0' by='" + by
                           + "' id='9'/>" + others);
    CHECK(part::has_stanza_id(forged, alice));

    auto clean = part::without_stanza_id(forged, alice);

    CHECK_FALSE(part::has_stanza_id(clean, alice));
    CHECK(part::has_stanza_id(clean, support::jid("room@c")));
    CHECK(clean.child("origin-id", "urn:xmpp:sid:0"));
    CHECK(clean.trace() == 0x1f);
  }
}

} // namespace stanza_id_test
