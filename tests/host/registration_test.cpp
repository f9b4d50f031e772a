// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/host/registration.hpp"
#include "tests/support/fake_host_context.hpp"

namespace registration_test {

using namespace troupe;
using host::registration_request;
using support::fake_host_context;
using xml::condition;
using xml::element;
using xml::iq_type;
using xml::stanza_error;

namespace {

constexpr auto ns = host::ns::registration;
constexpr auto owner = "bill@example.org/globe";
constexpr auto stranger = "eve@example.net/desk";

element tag(std::string_view name, std::string_view text = {}) {
  element x{name, ns};
  return text.empty() ? x : std::move(x).with_text(text);
}

element query() {
  return tag("query");
}

element account(std::string_view username, std::string_view password) {
  return query()
      .with(tag("username", username))
      .with(tag("password", password));
}

element submitted(std::string_view username, std::string_view password) {
  constexpr auto x_data = "jabber:x:data";
  element form{"x", x_data};
  form.set("type", "submit");
  for (auto [var, value] :
       {std::pair{"username", username}, std::pair{"password", password}})
    form.add(element{"field", x_data}
                 .with("var", var)
                 .with(element{"value", x_data}.with_text(value)));
  return query().with(std::move(form));
}

host::registration_step before_login(iq_type type, element payload,
                                     bool enabled = true) {
  xml::stanza iq{xml::stanza_kind::iq, xml::name_of(type), "1"};
  return host::handle_registration(iq.with(std::move(payload)), "example.org",
                                   {.enabled = enabled});
}

condition error_in(const host::registration_step& step) {
  const auto* error = std::get_if<stanza_error>(&step);
  return error ? error->what : condition::undefined_condition;
}

} // namespace

TEST_CASE("Before login the fields are told") {
  auto step = before_login(iq_type::get, query());

  const auto* form = std::get_if<element>(&step);
  REQUIRE(form);
  CHECK(form->child("instructions", ns));
  CHECK(form->child("username", ns)->empty());
  CHECK(form->child("password", ns)->empty());
  CHECK_FALSE(form->child("registered", ns));
}

TEST_CASE("Registration that is off is service-unavailable") {
  for (auto type : {iq_type::get, iq_type::set})
    CHECK(error_in(before_login(type, account("bill", "Calliope"), false))
          == condition::service_unavailable);
}

TEST_CASE("A registration names the account and its password") {
  for (const auto& payload :
       {account("Bill", "Calliope"), submitted("Bill", "Calliope")}) {
    auto step = before_login(iq_type::set, payload);

    const auto* request = std::get_if<registration_request>(&step);
    REQUIRE(request);
    CHECK(request->account.str() == "bill@example.org");
    CHECK(request->password == "Calliope");
  }
}

TEST_CASE("What cannot be registered is refused") {
  struct row {
    const char* what;
    element payload;
    condition error;
  };
  const row table[] = {
      {"nothing", query(), condition::not_acceptable},
      {"no password", query().with(tag("username", "bill")),
       condition::not_acceptable},
      {"empty password", account("bill", ""), condition::not_acceptable},
      {"empty username", account("", "x"), condition::not_acceptable},
      {"no username", query().with(tag("password", "x")),
       condition::not_acceptable},
      {"not a localpart", account("b@d", "Calliope"),
       condition::not_acceptable},
      {"password is the username", account("bill", "bill"),
       condition::not_acceptable},
      {"removal", query().with(tag("remove")), condition::unexpected_request},
      {"not a registration", element{"query", "urn:x"}, condition::bad_request},
  };
  for (const auto& row : table) {
    INFO(row.what);
    CHECK(error_in(before_login(iq_type::set, row.payload)) == row.error);
  }
}

TEST_CASE("A user is told of the registration") {
  fake_host_context ctx;
  ctx.use<host::registration>();

  auto answer = ctx.iq(owner, iq_type::get, query());

  REQUIRE(answer);
  const auto* q = answer->first_child();
  REQUIRE(q);
  CHECK(q->child("registered", ns));
  CHECK(q->child("username", ns)->text() == "bill");
  CHECK(q->child("password", ns)->empty());
}

TEST_CASE("A user changes the password") {
  for (const auto& payload :
       {account("Bill", "newpass"), submitted("bill", "newpass")}) {
    fake_host_context ctx;
    ctx.use<host::registration>();

    auto answer = ctx.iq(owner, iq_type::set, payload);

    REQUIRE(answer);
    CHECK(answer->type() == "result");
    REQUIRE(ctx.account_service.calls.size() == 1);
    CHECK(ctx.account_service.calls[0].what == "set_password");
    CHECK(ctx.account_service.calls[0].account.str() == "bill@example.org");
    CHECK(ctx.account_service.calls[0].password == "newpass");
  }
}

TEST_CASE("A user cancels the registration") {
  fake_host_context ctx;
  ctx.use<host::registration>();

  auto answer = ctx.iq(owner, iq_type::set, query().with(tag("remove")));

  REQUIRE(answer);
  CHECK(answer->type() == "result");
  REQUIRE(ctx.account_service.calls.size() == 1);
  CHECK(ctx.account_service.calls[0].what == "remove");
  CHECK(ctx.account_service.calls[0].account.str() == "bill@example.org");
}

TEST_CASE("What may not be done with a registration is refused") {
  struct row {
    const char* what;
    const char* from;
    iq_type type;
    element payload;
    condition error;
  };
  const row table[] = {
      {"empty password", owner, iq_type::set, account("bill", ""),
       condition::bad_request},
      {"no username", owner, iq_type::set, query().with(tag("password", "x")),
       condition::bad_request},
      {"another's password", owner, iq_type::set, account("juliet", "x"),
       condition::not_acceptable},
      {"removal with more", owner, iq_type::set,
       account("bill", "x").with(tag("remove")), condition::bad_request},
      {"a stranger asks", stranger, iq_type::get, query(),
       condition::service_unavailable},
      {"a stranger sets", stranger, iq_type::set, account("bill", "x"),
       condition::service_unavailable},
      {"a stranger removes", stranger, iq_type::set,
       query().with(tag("remove")), condition::registration_required},
  };
  for (const auto& row : table) {
    INFO(row.what);
    fake_host_context ctx;
    ctx.use<host::registration>();

    auto answer = ctx.iq(row.from, row.type, row.payload);

    REQUIRE(answer);
    CHECK(read_error(*answer).what == row.error);
    CHECK(ctx.account_service.calls.empty());
  }
}

TEST_CASE("A failure of the account service is told") {
  for (const auto& payload :
       {account("bill", "x"), query().with(tag("remove"))}) {
    fake_host_context ctx;
    ctx.use<host::registration>();
    ctx.account_service.answer_with
        = stanza_error::make(condition::resource_constraint);

    auto answer = ctx.iq(owner, iq_type::set, payload);

    REQUIRE(answer);
    CHECK(read_error(*answer).what == condition::resource_constraint);
  }
}

TEST_CASE("The stream feature has the name of XEP-0077") {
  CHECK(host::registration_feature().is(
      "register", "http://jabber.org/features/iq-register"));
}

} // namespace registration_test
