// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/vcard.hpp"
#include "actors/user/vcard_avatar.hpp"
#include "tests/user/whole_account.hpp"

namespace vcard_test {

using namespace troupe;
using namespace troupe::test;
using persistence::store_errc;
using xml::element;
using xml::iq_type;

namespace {

constexpr auto ns = user::ns::vcard;
constexpr auto me = "alice@example.org/phone";
constexpr auto other = "bob@example.net/desk";
/// SHA-1 of "hello", whose base64 text is "aGVsbG8=".
constexpr auto hello_hash = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";

element tag(std::string_view name, std::string_view text) {
  return element{name, ns}.with_text(text);
}

element vcard(std::string_view name) {
  return element{"vCard", ns}.with(tag("FN", name));
}

element with_photo(std::string_view base64) {
  return vcard("Alice").with(element{"PHOTO", ns}
                                 .with(tag("TYPE", "image/png"))
                                 .with(tag("BINVAL", base64)));
}

class account : public whole_account {
public:
  account() { add_session("phone"); }
  explicit account(account& before) : whole_account(before) {
    add_session("phone");
  }
  std::string set(element card) {
    return condition_in(iq(me, iq_type::set, std::move(card)));
  }
  std::optional<xml::stanza> get(std::string_view from) {
    return iq(from, iq_type::get, element{"vCard", ns});
  }
  /// The update element in the presence that the contact got last.
  const element* update_seen() {
    seen_ = routed_to("bob@example.net").back();
    return seen_.child("x", user::ns::vcard_update);
  }

private:
  xml::stanza seen_;
};

} // namespace

TEST_CASE("a vCard is there for its owner and for others") {
  account a;

  CHECK(a.set(vcard("Alice")) == "result");

  for (auto who : {me, other}) {
    auto answer = a.get(who);
    REQUIRE(condition_in(answer) == "result");
    CHECK(*answer->first_child() == vcard("Alice"));
  }
}

TEST_CASE("a vCard that is not there looks to others like no account") {
  account a;
  account nobody;
  nobody.exists = false;

  CHECK(condition_in(a.get(me)) == "item-not-found");
  CHECK(condition_in(a.get(other)) == "service-unavailable");
  CHECK(condition_in(nobody.get(other)) == "service-unavailable");
}

TEST_CASE("an empty vCard takes the old one away") {
  account a;
  a.set(vcard("Alice"));

  CHECK(a.set({"vCard", ns}) == "result");

  CHECK(condition_in(a.get(me)) == "item-not-found");
}

TEST_CASE("only its owner sets a vCard") {
  account a;
  a.set(vcard("Alice"));

  CHECK(condition_in(a.iq(other, iq_type::set, vcard("Eve"))) == "forbidden");

  CHECK(*a.get(me)->first_child() == vcard("Alice"));
}

TEST_CASE("a vCard has a limit") {
  account a;
  a.config.limits.vcard_bytes = 100;

  CHECK(a.set(vcard(std::string(101, 'x'))) == "policy-violation");
  CHECK(a.set(vcard("Alice")) == "result");
  a.config.limits.vcard_bytes = 0; // off
  CHECK(a.set(vcard(std::string(101, 'x'))) == "result");
}

TEST_CASE("a store that fails to keep or give a vCard is told") {
  account a;
  a.set(with_photo("aGVsbG8="));

  a.fail_stores(store_errc::full);
  CHECK(a.set(vcard("Eve")) == "resource-constraint");
  a.fail_loads(store_errc::corrupt);
  CHECK(condition_in(a.get(other)) == "internal-server-error");

  CHECK(*a.get(me)->first_child() == with_photo("aGVsbG8="));
  CHECK(a.part<user::vcard>().photo_hash() == hello_hash);
}

TEST_CASE("the hash of a photo is that of the image, not of its text") {
  struct row {
    const char* what;
    element card;
    std::string_view hash;
  };
  const row table[] = {
      {"a photo", with_photo("aGVsbG8="), hello_hash},
      {"a photo in lines", with_photo("\n  aGVs\n  bG8=\n"), hello_hash},
      {"no photo", vcard("Alice"), ""},
      {"an empty photo", with_photo(""), ""},
      {"not base64", with_photo("?"), ""},
  };
  for (const auto& row : table) {
    INFO(row.what);
    CHECK(user::photo_hash(row.card) == row.hash);
  }
}

TEST_CASE("presence without avatar update gets the hash of the stored photo") {
  account before;
  before.let_see("bob@example.net");
  before.set(with_photo("aGVsbG8="));
  account a{before};

  a.present("phone", 0);

  const auto* update = a.update_seen();
  REQUIRE(update);
  CHECK(update->child("photo", user::ns::vcard_update)->text() == hello_hash);
}

TEST_CASE("presence is left as it is") {
  const element own{"x", user::ns::vcard_update};
  account a;
  a.let_see("bob@example.net");
  a.present("phone", 0);
  CHECK_FALSE(a.update_seen()); // there is no photo

  a.set(with_photo("aGVsbG8="));
  a.outgoing("phone", xml::stanza{xml::stanza_kind::presence}.with(own));
  REQUIRE(a.update_seen());
  CHECK(*a.update_seen() == own); // the client says it itself

  a.outgoing("phone", xml::stanza{xml::stanza_kind::presence, "unavailable"});
  CHECK_FALSE(a.update_seen());
}

TEST_CASE("with the photo its hash goes") {
  account a;
  a.let_see("bob@example.net");
  a.set(with_photo("aGVsbG8="));
  a.set(vcard("Alice"));

  a.present("phone", 0);

  CHECK_FALSE(a.update_seen());
}

} // namespace vcard_test
