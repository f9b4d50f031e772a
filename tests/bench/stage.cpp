// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/stage.hpp"

#include <stdexcept>

#include "actors/auth/base64.hpp"
#include "actors/auth/credentials.hpp"
#include "persistence/memory.hpp"
#include "tests/support/scram_login.hpp"

namespace troupe::bench {

namespace {

constexpr auto password = "secret";
constexpr auto host = "localhost";
constexpr std::string_view header
    = "<stream:stream xmlns='jabber:client' to='localhost' version='1.0' "
      "xmlns:stream='http://etherx.jabber.org/streams'>";
constexpr std::string_view sasl = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";

std::string name_of(std::size_t i) {
  return "u" + std::to_string(i);
}

actors::shared_config make_config(const stage::settings& s) {
  config::server_config c;
  c.hosts.push_back({host, {}, {}, {}, {}});
  c.limits.bytes_per_second = 0;
  c.archive.enabled = s.archive;
  return std::make_shared<const config::server_config>(std::move(c));
}

/// Between the tags; empty where they are not there.
std::string text_in(std::string_view xml, std::string_view tag) {
  const auto from = xml.find("<" + std::string{tag});
  const auto begin = xml.find('>', std::min(from, xml.size()));
  const auto end
      = xml.find("</" + std::string{tag}, std::min(begin, xml.size()));
  if (end == xml.npos)
    return {};
  const auto text = xml.substr(begin + 1, end - begin - 1);
  return auth::decode_base64(text).value_or("");
}

void expect(std::string_view got, std::string_view wanted) {
  if (got.find(wanted) == got.npos)
    throw std::runtime_error{"wanted " + std::string{wanted} + ", got "
                             + std::string{got}};
}

} // namespace

client::client(support::memory_server& server, std::string user)
    : server_(server), user_(std::move(user)) {
  net::memory_settings settings;
  settings.direct_tls = true;
  peer_ = server_.connect(std::move(settings));
}

void client::tell(std::string_view text) {
  peer_->send(text);
  server_.run();
}

std::string client::say(std::string_view text) {
  tell(text);
  return take();
}

void client::close() {
  say("</stream:stream>");
}

void client::authenticate() {
  say(header);
  support::scram_login scram{"SCRAM-SHA-256", user_, password, {}};
  auto tag = [](std::string_view name, std::string_view attributes,
                const std::string& bytes) {
    return '<' + std::string{name} + ' ' + std::string{sasl}
           + std::string{attributes} + '>' + auth::encode_base64(bytes) + "</"
           + std::string{name} + '>';
  };
  auto challenge
      = say(tag("auth", " mechanism='SCRAM-SHA-256'", scram.first()));
  expect(say(tag("response", "", scram.final(text_in(challenge, "challenge")))),
         "<success");
  expect(say(header), "bind");
}

void client::begin() {
  expect(say("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:"
             "xmpp-bind'><resource>phone</resource></bind></iq>"),
         "/phone");
  expect(say("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>"),
         "id='r'");
  expect(say("<presence/>"), "<presence");
}

stage::stage(settings s)
    : store_(std::make_shared<persistence::memory_store>()) {
  // One round of hashing: logins by SCRAM cost the server the same.
  const auto credentials = auth::to_document(*auth::derive(password, 1));
  for (std::size_t i = 0; i < s.accounts; ++i)
    (void)store_->put_document(name_of(i) + '@' + host, "credentials",
                               credentials);
  server_ = std::make_unique<support::memory_server>(make_config(s), store_);
}

client stage::connect(std::size_t i) {
  return {*server_, name_of(i)};
}

client stage::log_in(std::size_t i) {
  auto who = connect(i);
  who.authenticate();
  who.begin();
  return who;
}

std::uint64_t stage::logged(const client& of, const std::string& log) {
  const auto found = store_->count(of.user() + '@' + host, log);
  return found ? *found : 0;
}

void stage::befriend(std::size_t i, std::size_t first, std::size_t last) {
  auto me = log_in(i);
  for (auto other = first; other < last; ++other) {
    auto friend_of = log_in(other);
    auto to = [](std::string_view type, const std::string& user) {
      return "<presence type='" + std::string{type} + "' to='" + user + '@'
             + host + "'/>";
    };
    me.say(to("subscribe", friend_of.user()));
    friend_of.say(to("subscribed", me.user()) + to("subscribe", me.user()));
    me.say(to("subscribed", friend_of.user()));
    friend_of.close();
  }
  me.close();
}

} // namespace troupe::bench
