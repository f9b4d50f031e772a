// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include <catch2/catch.hpp>

#include "actors/host/ad_hoc.hpp"
#include "actors/host/ad_hoc_errors.hpp"
#include "actors/host/disco.hpp"
#include "actors/host/disco_info.hpp"
#include "tests/support/fake_host_context.hpp"

namespace troupe::host::test {

using part::data_form;
using support::fake_host_context;
using xml::element;
using xml::iq_type;
using names = std::vector<std::string>;

inline constexpr auto alice = "alice@example.org/desk";
inline constexpr auto done = R"({"result": {"done": true}})";

inline const part::admin_argument jid{"jid", "user@host"};
inline const part::admin_argument secret{"password", "its password", false,
                                         true};

/// example.org with an administrator and some commands.
struct server : fake_host_context {
  server() {
    section.admins = {"alice@example.org"};
    config.hosts = {section};
    commands = {{"adduser", "Makes an account", {jid, secret}},
                {"kick", "Ends sessions", {jid}},
                {"users", "Lists accounts", {{"host", "one", true}}},
                {"announce", "Tells all", {{"text", "what"}}},
                {"sessions", "Lists sessions", {}},
                {"status", "How the server is", {}},
                {"rooms list",
                 "Lists rooms",
                 {{"host", "one", true}, {"all", "all", true, false, true}}}};
    use<host::disco, host::ad_hoc>();
  }

  /// A second host, which alice does not administer.
  void add_host() { config.hosts.emplace_back().name = "example.net"; }

  std::optional<xml::stanza> send(element command,
                                  std::string_view from = alice) {
    return iq(from, iq_type::set, std::move(command));
  }
  std::optional<xml::stanza> disco(std::string_view ns, std::string_view node,
                                   std::string_view from = alice) {
    return iq(from, iq_type::get, element{"query", ns}.with("node", node));
  }

  /// The session that executing the command has begun.
  std::string begin(std::string_view node, std::string_view from = alice);
};

inline element command(std::string_view node, std::string_view action = {},
                       std::string_view session = {}) {
  element x{"command", host::ns::commands};
  x.set("node", node);
  if (!action.empty())
    x.set("action", action);
  if (!session.empty())
    x.set("sessionid", session);
  return x;
}

inline element submission(std::vector<std::pair<std::string, names>> fields,
                          std::string_view kind
                          = host::ns::service_administration) {
  data_form form{part::form_type::submit, kind};
  for (auto& [var, values] : fields)
    form.add({.var = var, .values = values});
  return part::to_element(form);
}

inline const element& payload(const std::optional<xml::stanza>& answer) {
  REQUIRE(answer);
  REQUIRE(answer->type() == "result");
  return *answer->first_child();
}

inline std::string server::begin(std::string_view node, std::string_view from) {
  return std::string{
      payload(send(command(node), from)).attr_or_empty("sessionid")};
}

inline data_form form_in(const element& command) {
  const auto* x = command.child("x", part::ns::data_forms);
  REQUIRE(x);
  return *part::read_data_form(*x);
}

inline names notes_in(const element& command) {
  names all;
  for (const auto* x : command.children())
    if (x->name() == "note")
      all.push_back(std::string{x->attr_or_empty("type")} + ": " + x->text());
  return all;
}

/// "bad-request bad-action" and such.
inline std::string error_in(const std::optional<xml::stanza>& answer) {
  REQUIRE(answer);
  REQUIRE(answer->is_error());
  const auto error = xml::read_error(*answer);
  return std::string{xml::name_of(error.what)}
         + (error.detail ? ' ' + error.detail->name() : std::string{});
}

inline names nodes_in(const element& query) {
  names all;
  for (const auto* item : query.children())
    all.emplace_back(item->attr_or_empty("node"));
  return all;
}

inline const std::string add_user = "http://jabber.org/protocol/admin#add-user";
inline const std::string end_sessions
    = "http://jabber.org/protocol/admin#end-user-session";
inline const std::string status = "urn:troupe:admin#status";

} // namespace troupe::host::test
