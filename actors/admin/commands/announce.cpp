// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/announce.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include "actors/admin/server_access.hpp"
#include "xml/namespaces.hpp"
#include "xml/unicode.hpp"

namespace troupe::admin {

namespace {

/// Of a text; a stanza may be larger, but nobody reads that.
constexpr std::size_t most_bytes = 10'000;

/// One announcement: the accounts get it one after the other, so that a crowd
/// of them floods nobody's mailbox.
struct sending {
  server_access& server;
  xml::element body;
  std::set<std::string> left; ///< accounts
  std::size_t sent = 0, failed = 0;
  reply<nlohmann::json> done;
};

/// RFC 6121 §8.5.2.1.1: a headline goes to all available resources that are not
/// of negative priority, and is not kept for who has none.
xml::stanza headline_to(const xml::jid& account, const xml::element& body) {
  return xml::stanza{xml::stanza_kind::message, "headline"}
      .with_from(*xml::jid::make({}, account.domain()))
      .with_to(account)
      .with(body);
}

void send_next(const std::shared_ptr<sending>& s) {
  if (s->left.empty())
    return s->done(success({{"announced", s->sent}, {"failed", s->failed}}));
  const auto account
      = xml::jid::parse(s->left.extract(s->left.begin()).value());
  s->server.send(headline_to(*account, s->body),
                 [s](const outcome<void>& came) {
                   // Who has gone meanwhile is left out; one who does not
                   // answer keeps it from nobody else.
                   s->sent += came ? 1 : 0;
                   if (!came && came.error().code != failure_code::not_found)
                     ++s->failed;
                   send_next(s);
                 });
}

std::set<std::string>
accounts_in(const std::vector<actors::session_facts>& sessions,
            std::string_view host) {
  std::set<std::string> accounts;
  for (const auto& each : sessions)
    if (auto jid = xml::jid::parse(each.jid);
        jid && each.available && each.priority >= 0
        && (host.empty() || jid->domain() == host))
      accounts.insert(jid->bare().str());
  return accounts;
}

/// XML 1.0 §2.2: with another one in it the stream of everybody would end.
bool is_character(char32_t c) {
  return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF
                   : c == '\t' || c == '\n' || c == '\r';
}

/// Empty where it is fit to be sent.
std::string fault_of(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == text.npos)
    return "the text is empty";
  if (text.size() > most_bytes)
    return "the text has more than 10000 bytes";
  const auto points = xml::from_utf8(text);
  if (!points || !std::ranges::all_of(*points, is_character))
    return "the text has characters that XML does not allow";
  return {};
}

void run_announce(server_access& server, const given_arguments& given,
                  reply<nlohmann::json> done) {
  const auto& text = given.at("text");
  if (auto fault = fault_of(text); !fault.empty())
    return done(failure{failure_code::usage, std::move(fault)});
  const auto host = host_given(server, given);
  if (!host)
    return done(host.error());
  auto body = xml::element{"body", xml::ns::client}.with_text(text);
  server.list_sessions(
      [&server, host = *host, body = std::move(body),
       done](const outcome<std::vector<actors::session_facts>>& all) {
        if (!all)
          return done(all.error());
        send_next(std::make_shared<sending>(
            sending{server, body, accounts_in(*all, host), 0, 0, done}));
      });
}

} // namespace

command announce() {
  return {.name = "announce",
          .help = "Sends a message to all who are online",
          .arguments = {{"text", "what they are told"},
                        {.name = "host",
                         .help = "only those of this host",
                         .optional = true,
                         .named = true}},
          .runs = place::running,
          .run = run_announce,
          .changes = true};
}

} // namespace troupe::admin
