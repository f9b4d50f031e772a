// SPDX-License-Identifier: Apache-2.0
#include "tests/host/ad_hoc_server.hpp"

namespace ad_hoc_test {

using namespace troupe;
using namespace troupe::host::test;
using namespace std::chrono_literals;

TEST_CASE("the commands are items of the fixed node") {
  server ctx;

  auto answer = ctx.disco(host::ns::disco_items, host::ns::commands);

  const std::string defined = "http://jabber.org/protocol/admin#";
  CHECK(nodes_in(payload(answer))
        == names{defined + "add-user", defined + "end-user-session",
                 defined + "get-registered-users-num",
                 defined + "get-disabled-users-num",
                 defined + "get-registered-users-list",
                 defined + "get-disabled-users-list", defined + "announce",
                 defined + "get-online-users-num",
                 defined + "get-online-users-list", "urn:troupe:admin#sessions",
                 "urn:troupe:admin#status", "urn:troupe:admin#rooms-list"});
}

TEST_CASE("who is no administrator is told of no command and may use none") {
  server ctx;
  for (const auto* who : {"bob@example.org/x", "alice@example.net/desk"}) {
    auto list = ctx.disco(host::ns::disco_items, host::ns::commands, who);
    CHECK(nodes_in(payload(list)).empty());
    CHECK(error_in(ctx.disco(host::ns::disco_info, status, who))
          == "forbidden");
    CHECK(error_in(ctx.send(command(status), who)) == "forbidden");
    CHECK(error_in(ctx.send(command("urn:x"), who)) == "item-not-found");
  }
  CHECK(ctx.administered.empty());
}

TEST_CASE("a command's node says that it is one") {
  server ctx;

  auto answer = ctx.disco(host::ns::disco_info, add_user);

  const auto* identity
      = payload(answer).child("identity", host::ns::disco_info);
  REQUIRE(identity);
  CHECK(identity->attr_or_empty("category") == "automation");
  CHECK(identity->attr_or_empty("type") == "command-node");
  CHECK(identity->attr_or_empty("name") == "Add a user");
  CHECK(error_in(ctx.disco(host::ns::disco_info, "urn:x")) == "item-not-found");
  CHECK(error_in(ctx.disco(host::ns::disco_items, "urn:x"))
        == "item-not-found");
}

TEST_CASE("arguments are asked for by a form") {
  server ctx;

  auto answer = ctx.send(command(add_user));

  const auto& x = payload(answer);
  CHECK(x.attr_or_empty("status") == "executing");
  const auto* actions = x.child("actions", host::ns::commands);
  REQUIRE(actions);
  CHECK(actions->attr_or_empty("execute") == "complete");
  auto form = form_in(x);
  CHECK(form.kind() == host::ns::service_administration);
  CHECK(form.find("accountjid")->type == part::field_type::jid_single);
  CHECK(form.find("accountjid")->required);
  CHECK(form.find("password")->type == part::field_type::text_private);
  CHECK(form.find("password-verify")->type == part::field_type::text_private);
  CHECK(ctx.administered.empty());
}

TEST_CASE("flags are booleans, and what is left out is not given") {
  server ctx;
  const auto node = "urn:troupe:admin#rooms-list";
  auto form = form_in(payload(ctx.send(command(node))));
  CHECK(form.find("all")->type == part::field_type::boolean);
  CHECK_FALSE(form.find("host")->required);
  const auto list = [&](names all, names host) {
    ctx.outcomes = {done};
    CHECK(payload(ctx.send(command(node, "complete", ctx.begin(node))
                               .with(submission({{"all", all}, {"host", host}},
                                                host::ns::administration))))
              .attr_or_empty("status")
          == "completed");
  };

  list({"1"}, {});
  list({"false"}, {"example.org"});

  CHECK(ctx.administered
        == names{"alice@example.org/desk rooms list all=true",
                 "alice@example.org/desk rooms list host=example.org"});
}

TEST_CASE("a form that was filled in is carried out") {
  server ctx;
  auto session = ctx.begin(add_user);
  ctx.outcomes = {R"({"result": {"added": "carol@example.org"}})"};

  auto answer
      = ctx.send(command(add_user, {}, session)
                     .with(submission({{"accountjid", {"Carol@example.org"}},
                                       {"password", {"p"}},
                                       {"password-verify", {"p"}}})));

  CHECK(payload(answer).attr_or_empty("status") == "completed");
  CHECK(payload(answer).attr_or_empty("sessionid") == session);
  CHECK(payload(answer).children().empty());
  CHECK(ctx.administered
        == names{"alice@example.org/desk adduser jid=carol@example.org "
                 "password=p"});
  CHECK(error_in(ctx.send(command(add_user, "complete", session)))
        == "not-allowed session-expired");
}

TEST_CASE("a form that lacks something is refused and can be sent again") {
  server ctx;
  auto session = ctx.begin(add_user);
  auto send = [&](std::vector<std::pair<std::string, names>> fields) {
    return ctx.send(command(add_user, "complete", session)
                        .with(submission(std::move(fields))));
  };

  CHECK(error_in(ctx.send(command(add_user, "complete", session)))
        == "bad-request bad-payload");
  CHECK(error_in(send({{"password", {"p"}}, {"password-verify", {"p"}}}))
        == "bad-request bad-payload");
  CHECK(error_in(send({{"accountjid", {"@"}},
                       {"password", {"p"}},
                       {"password-verify", {"p"}}}))
        == "bad-request bad-payload");
  CHECK(error_in(send({{"accountjid", {"c@example.org"}},
                       {"password", {"p"}},
                       {"password-verify", {"q"}}}))
        == "bad-request bad-payload");
  CHECK(
      error_in(ctx.send(command(add_user, {}, session)
                            .with(submission({{"accountjid", {"c@example.org"}},
                                              {"password", {"p"}},
                                              {"password-verify", {"p"}}},
                                             "urn:other"))))
      == "bad-request bad-payload");
  CHECK(ctx.administered.empty());

  ctx.outcomes = {done};
  CHECK(send({{"accountjid", {"c@example.org"}},
              {"password", {"p"}},
              {"password-verify", {"p"}}})
            ->type()
        == "result");
}

TEST_CASE("a session can be cancelled, and is over then") {
  server ctx;
  auto session = ctx.begin(add_user);

  auto answer = ctx.send(command(add_user, "cancel", session));

  CHECK(payload(answer).attr_or_empty("status") == "canceled");
  CHECK(payload(answer).attr_or_empty("sessionid") == session);
  for (const auto* action : {"cancel", "complete", "execute"})
    CHECK(error_in(ctx.send(command(add_user, action, session)))
          == "not-allowed session-expired");
}

TEST_CASE("a session is of one requester and of one command") {
  server ctx;
  ctx.section.admins.emplace_back("eve@example.org");
  auto session = ctx.begin(add_user);

  for (const auto* who : {"eve@example.org/x", "alice@example.org/phone"})
    CHECK(error_in(ctx.send(command(add_user, "cancel", session), who))
          == "bad-request bad-sessionid");
  CHECK(error_in(ctx.send(command(end_sessions, "cancel", session)))
        == "bad-request bad-sessionid");
  CHECK(error_in(ctx.send(command(add_user, "complete", "made-up")))
        == "bad-request bad-sessionid");
  CHECK(error_in(ctx.send(command(add_user, "cancel")))
        == "bad-request bad-sessionid");
  CHECK(ctx.send(command(add_user, "cancel", session))->type() == "result");
}

TEST_CASE("actions that make no sense are told apart") {
  server ctx;
  auto session = ctx.begin(add_user);

  CHECK(error_in(ctx.send(command(add_user, "fly", session)))
        == "bad-request malformed-action");
  for (const auto* action : {"prev", "next"})
    CHECK(error_in(ctx.send(command(add_user, action, session)))
          == "bad-request bad-action");
}

TEST_CASE("an error says which command it is about, and nothing else of it") {
  server ctx;
  auto session = ctx.begin(add_user);
  const auto repeated = [](const std::optional<xml::stanza>& answer) {
    REQUIRE(answer);
    REQUIRE(answer->is_error());
    const auto* first = answer->first_child();
    CHECK(first->ns() == host::ns::commands);
    CHECK(first->children().empty());
    std::string text = first->name();
    for (const auto* name : {"node", "sessionid", "action", "other"})
      if (auto value = first->attr(name))
        text.append(" ").append(name).append("=").append(*value);
    return text;
  };

  CHECK(repeated(ctx.send(command(status), "bob@example.org/x"))
        == "command node=" + status);
  CHECK(repeated(ctx.send(command("urn:x").with("other", "y")))
        == "command node=urn:x");
  CHECK(repeated(ctx.send(command(add_user, "prev", session)))
        == "command node=" + add_user + " sessionid=" + session
               + " action=prev");
  ctx.outcomes
      = {R"({"error": {"code": "conflict", "message": "it is there"}})"};
  const auto answer
      = ctx.send(command(add_user, "complete", session)
                     .with(submission({{"accountjid", {"c@example.org"}},
                                       {"password", {"p"}},
                                       {"password-verify", {"p"}}})));
  CHECK(error_in(answer) == "conflict");
  CHECK(repeated(answer)
        == "command node=" + add_user + " sessionid=" + session
               + " action=complete");
}

TEST_CASE("an announcement is for the users of the host, line by line") {
  server ctx;
  const auto node = "http://jabber.org/protocol/admin#announce";
  auto form = form_in(payload(ctx.send(command(node))));
  CHECK(form.find("announcement")->type == part::field_type::text_multi);
  CHECK(form.find("announcement")->required);
  ctx.outcomes = {done};

  auto answer
      = ctx.send(command(node, "complete", ctx.begin(node))
                     .with(submission({{"announcement", {"one", "two"}}})));

  CHECK(payload(answer).attr_or_empty("status") == "completed");
  CHECK(ctx.administered
        == names{
            "alice@example.org/desk announce host=example.org text=one\ntwo"});
}

TEST_CASE("a session lasts ten minutes") {
  server ctx;
  auto session = ctx.begin(add_user);
  ctx.advance(10min);
  auto other = ctx.begin(add_user);
  CHECK(error_in(ctx.send(command(add_user, "complete", session)))
        == "bad-request bad-payload");

  ctx.advance(1s);

  CHECK(error_in(ctx.send(command(add_user, "complete", session)))
        == "not-allowed session-expired");
  CHECK(ctx.send(command(add_user, "cancel", other))->type() == "result");
}

TEST_CASE("an administrator has eight sessions at most; the oldest goes") {
  server ctx;
  ctx.section.admins.emplace_back("eve@example.org");
  auto of_eve = ctx.begin(add_user, "eve@example.org/x");
  auto first = ctx.begin(add_user);
  auto second = ctx.begin(add_user);
  for (int i = 0; i < 7; ++i)
    ctx.begin(end_sessions);

  CHECK(error_in(ctx.send(command(add_user, "cancel", first)))
        == "bad-request bad-sessionid");
  CHECK(ctx.send(command(add_user, "cancel", second))->type() == "result");
  CHECK(
      ctx.send(command(add_user, "cancel", of_eve), "eve@example.org/x")->type()
      == "result");
}

TEST_CASE("who does not administer all hosts keeps to his own") {
  server ctx;
  ctx.add_host();

  CHECK(error_in(ctx.send(command(status))) == "forbidden");
  CHECK(error_in(ctx.send(
            command(end_sessions, {}, ctx.begin(end_sessions))
                .with(submission({{"accountjids", {"a@example.net"}}}))))
        == "forbidden");
  CHECK(ctx.administered.empty());

  ctx.outcomes = {done, done};
  ctx.send(command(end_sessions, {}, ctx.begin(end_sessions))
               .with(submission({{"accountjids", {"a@example.org"}}})));
  const auto rooms = "urn:troupe:admin#rooms-list";
  ctx.send(command(rooms, {}, ctx.begin(rooms)));
  CHECK(ctx.administered
        == names{"alice@example.org/desk kick jid=a@example.org",
                 "alice@example.org/desk rooms list host=example.org"});
}

} // namespace ad_hoc_test
