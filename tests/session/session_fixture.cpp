// SPDX-License-Identifier: Apache-2.0
#include "tests/session/session_fixture.hpp"

#include <algorithm>

#include "actors/auth/base64.hpp"
#include "actors/session/session.hpp"
#include "xml/namespaces.hpp"

namespace troupe::session::test {

using namespace actors;

std::string plain_auth(std::string_view password) {
  std::string response(1, '\0');
  response.append("romeo").append(1, '\0').append(password);
  return "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
         + auth::encode_base64(response) + "</auth>";
}

std::string message(std::string_view id, std::string_view body) {
  return "<message to='juliet@localhost' id='" + std::string{id} + "'><body>"
         + std::string{body} + "</body></message>";
}

session_fixture::session_fixture() {
  config.hosts.push_back({"localhost", {}, {}, {}, {}});
  auth.answer<check_password, password_checked>(
      [](const check_password& question) {
        password_checked checked;
        checked.right = question.password == "secret";
        return checked;
      });
  registry.answer<open_session, session_opened>(
      [user = user.handle()](const open_session& question) {
        session_opened opened;
        opened.id = 7;
        opened.full = *question.account.with_resource(question.resource);
        opened.user = user;
        return opened;
      });
}

void session_fixture::connect(net::memory_settings settings) {
  auto pair = net::make_memory_transport(std::move(settings));
  auto setup = std::make_shared<session_setup>();
  setup->transport = std::move(pair.server);
  setup->can_start_tls = true;
  setup->config = std::make_shared<const config::server_config>(config);
  setup->registry = registry.handle();
  setup->auth = auth.handle();
  setup->decoy_secret = "a secret for decoys";
  peer = std::make_shared<net::memory_peer>(std::move(pair.peer));
  auto active = std::make_shared<bool>(true);
  peer->on_activity([active] { *active = true; });
  after_each([active, peer = peer] {
    if (!std::exchange(*active, false))
      return false;
    peer->pump();
    return true;
  });
  session = own(session_actor{system().spawn<troupe::session::session>(
      static_cast<caf::execution_unit*>(nullptr), std::move(setup))});
  caf::actor_cast<caf::abstract_actor*>(session)->attach_functor(
      [gone = gone_] { *gone = true; });
  run();
}

void session_fixture::log_in(net::memory_settings settings) {
  settings.direct_tls = true;
  connect(std::move(settings));
  say(std::string{header} + plain_auth());
  REQUIRE(say(std::string{header} + std::string{bind_request})
              .ends_with("romeo@localhost/orchard</jid></bind></iq>"));
}

std::string session_fixture::say(std::string_view text) {
  peer->send(text);
  run();
  return take_all();
}

std::string session_fixture::take_all() {
  std::string all;
  for (auto part = peer->take(); !part.empty(); part = peer->take()) {
    run();
    all += part;
  }
  return all;
}

void session_fixture::deliver(const xml::stanza& x) {
  caf::anon_send(session, send_stanza{x});
  run();
}

std::string session_fixture::describe() {
  std::string text;
  for (const auto& c : ask<description>(session, actors::describe{}).children)
    text += c.name + "=" + c.value + "\n";
  return text;
}

xml::stanza session_fixture::next_outbound() {
  return user.expect<outbound>().stanza;
}

session_fixture::farewell session_fixture::take_farewell() {
  farewell all;
  while (!user.empty()) {
    const auto m = user.expect<session_closed>();
    if (m.session != 0)
      all.sessions.push_back(m.session);
    for (const auto& x : m.unsent)
      all.unsent.emplace_back(x.stanza.id());
  }
  std::sort(all.unsent.begin(), all.unsent.end());
  return all;
}

xml::stanza incoming(std::string_view id, std::size_t body_size) {
  xml::stanza x{xml::stanza_kind::message, "chat", id};
  auto body = xml::element{"body", xml::ns::client}.with_text(
      std::string(body_size, 'x'));
  return x.with(std::move(body))
      .with_from(*xml::jid::parse("juliet@localhost/balcony"))
      .with_to(*xml::jid::parse("romeo@localhost/orchard"));
}

bool ends_with_error(std::string_view text, std::string_view condition) {
  auto at = text.find("<stream:error><" + std::string{condition});
  return at != std::string_view::npos
         && text.find("</stream:error></stream:stream>", at)
                != std::string_view::npos;
}

bool has_stanza_error(std::string_view text, std::string_view condition) {
  return text.find("<error ") != std::string_view::npos
         && text.find("<" + std::string{condition}
                      + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'")
                != std::string_view::npos;
}

} // namespace troupe::session::test
