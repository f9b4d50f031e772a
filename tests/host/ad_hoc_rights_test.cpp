// SPDX-License-Identifier: Apache-2.0
// Whom administrators of one host of several may change.
#include "tests/host/ad_hoc_server.hpp"

namespace ad_hoc_rights_test {

using namespace troupe;
using namespace troupe::host::test;

namespace {

const std::string defined = "http://jabber.org/protocol/admin#";

/// alice administers example.org only; bob, who is of it, example.net as well.
struct two_hosts : server {
  two_hosts() {
    section.admins.emplace_back("bob@example.org");
    config.hosts = {section};
    add_host();
    config.hosts[1].admins = {"bob@example.org"};
    commands.push_back({"passwd", "Sets a password", {jid, secret}});
    for (const auto* name : {"deluser", "disable", "enable"})
      commands.push_back({name, "Changes an account", {jid}});
    outcomes = {done, done, done};
  }

  std::optional<xml::stanza>
  fill_in(const std::string& node,
          std::vector<std::pair<std::string, names>> fields,
          std::string_view who = alice) {
    return send(command(defined + node, {}, begin(defined + node, who))
                    .with(submission(std::move(fields))),
                who);
  }
  std::optional<xml::stanza> set_password(std::string_view account,
                                          std::string_view who = alice) {
    return fill_in(
        "change-user-password",
        {{"accountjid", {std::string{account}}}, {"password", {"p"}}}, who);
  }
};

} // namespace

TEST_CASE("an administrator of another host is not taken over") {
  two_hosts ctx;

  for (const auto* account :
       {"bob@example.org", "Bob@Example.org", "bob@example.org/x"}) {
    auto refused = ctx.set_password(account);
    CHECK(error_in(refused) == "forbidden");
    CHECK(xml::read_error(*refused).text
          == "this account administers another host");
  }
  CHECK(error_in(ctx.fill_in("add-user", {{"accountjid", {"bob@example.org"}},
                                          {"password", {"p"}},
                                          {"password-verify", {"p"}}}))
        == "forbidden");

  CHECK(ctx.administered.empty());
}

TEST_CASE("nor is he by a list of accounts, of which then none is changed") {
  for (const auto* node : {"delete-user", "disable-user", "reenable-user"}) {
    INFO(node);
    two_hosts ctx;
    CHECK(error_in(ctx.fill_in(
              node, {{"accountjids", {"c@example.org", "bob@example.org"}}}))
          == "forbidden");
    CHECK(ctx.administered.empty());
  }
}

TEST_CASE("his sessions may be ended, and all others changed") {
  two_hosts ctx;

  CHECK(ctx.fill_in("end-user-session", {{"accountjids", {"bob@example.org"}}})
            ->type()
        == "result");
  CHECK(ctx.set_password("alice@example.org")->type() == "result");
  CHECK(ctx.set_password("c@example.org")->type() == "result");

  CHECK(ctx.administered
        == names{"alice@example.org/desk kick jid=bob@example.org",
                 "alice@example.org/desk passwd jid=alice@example.org "
                 "password=p",
                 "alice@example.org/desk passwd jid=c@example.org "
                 "password=p"});
}

TEST_CASE("who administers all that he does may change him") {
  two_hosts ctx;

  CHECK(ctx.set_password("bob@example.org", "bob@example.org/x")->type()
        == "result");

  // Of three hosts, these two.
  ctx.config.hosts.emplace_back().name = "example.com";
  ctx.config.hosts[1].admins.emplace_back("alice@example.org");
  CHECK(ctx.set_password("bob@example.org")->type() == "result");
}

} // namespace ad_hoc_rights_test
