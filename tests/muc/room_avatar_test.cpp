// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/room_avatar.hpp"
#include "actors/part/stored_xml.hpp"
#include "tests/muc/room_fixture.hpp"
#include "tests/support/print_result.hpp"

namespace room_avatar_test {

using namespace troupe;
using xml::condition;
using xml::iq_type;

namespace {

// The SHA-1 of "abc" is in RFC 3174.
constexpr auto abc_hash = "a9993e364706816aba3e25717850c26c9cd0d89d";

xml::element vcard(const std::string& photos) {
  auto x = part::stored_element("<vCard xmlns='vcard-temp'>" + photos
                                + "</vCard>");
  REQUIRE(x);
  return *x;
}

xml::element abc() {
  return vcard("<PHOTO><TYPE>image/png</TYPE><BINVAL>YWJj</BINVAL></PHOTO>");
}

struct fixture : support::room_fixture {
  fixture() {
    create("crone");
    enter("hag");
  }
  /// The hashes that disco#info tells.
  std::vector<std::string> hashes() {
    const auto info
        = result("hag", iq_type::get, {"query", muc::ns::disco_info});
    const auto form = part::read_data_form(*info.child("x", "jabber:x:data"));
    REQUIRE(form);
    const auto* field = form->find("muc#roominfo_avatarhash");
    return field ? field->values : std::vector<std::string>{};
  }
};

} // namespace

TEST_CASE_METHOD(fixture, "an owner gives the room a picture, and takes it") {
  CHECK(refusal("hag", iq_type::get, vcard("")) == condition::item_not_found);
  CHECK(hashes().empty());

  result("crone", iq_type::set, abc());
  CHECK(hashes() == std::vector<std::string>{abc_hash});
  CHECK(result("hag", iq_type::get, vcard("")) == abc());

  result("crone", iq_type::set, vcard(""));
  CHECK(hashes().empty());
  CHECK(refusal("hag", iq_type::get, vcard("")) == condition::item_not_found);
}

TEST_CASE_METHOD(fixture, "others give the room no picture") {
  CHECK(refusal("hag", iq_type::set, abc()) == condition::forbidden);
  context.config.limits.vcard_bytes = 50;
  CHECK(refusal("crone", iq_type::set, abc()) == condition::policy_violation);
  CHECK(hashes().empty());
}

TEST_CASE("a picture has a hash for each format, and some have none") {
  support::fake_room_context context{"coven@conference.example.org"};
  muc::room_avatar avatar{context};
  const auto iq
      = support::stanza(xml::stanza_kind::iq, "set", "crone@example.org/pda",
                        "coven@conference.example.org");
  CHECK_FALSE(avatar.presence());

  avatar.set(iq, vcard("<PHOTO><BINVAL>YWJj</BINVAL></PHOTO>"
                       "<PHOTO><BINVAL>Y W\nJj</BINVAL></PHOTO>"
                       "<PHOTO><BINVAL>!</BINVAL></PHOTO>"
                       "<PHOTO><EXTVAL>http://example.org/</EXTVAL></PHOTO>"));
  CHECK(avatar.hashes() == std::vector<std::string>{abc_hash, abc_hash});
  const auto shown = avatar.presence();
  REQUIRE(shown);
  CHECK(shown->child("x", muc::ns::vcard_update)->first_child()->text()
        == abc_hash);

  muc::room_avatar again{context};
  const auto stored
      = context.store().document(context.self().str(), "vcard-photo");
  REQUIRE(stored->has_value());
  again.load(**stored);
  CHECK(again.hashes() == avatar.hashes());
}

} // namespace room_avatar_test
