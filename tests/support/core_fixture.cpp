// SPDX-License-Identifier: Apache-2.0
#include "tests/support/core_fixture.hpp"

#include "persistence/open.hpp"
#include "xml/namespaces.hpp"

namespace troupe::support {

// -- client ------------------------------------------------------------------

namespace {

template <class Message>
std::vector<Message> taken(probe<actors::session_actor>& from) {
  std::vector<Message> result;
  for (const auto& m : from.log())
    if (m.template match_elements<Message>())
      result.push_back(m.template get_as<Message>(0));
  return result;
}

} // namespace

std::vector<xml::stanza> core_fixture::client::stanzas() {
  std::vector<xml::stanza> result;
  for (auto& m : taken<actors::send_stanza>(stream))
    result.push_back(std::move(m.stanza));
  return result;
}

std::vector<std::string> core_fixture::client::bodies() {
  std::vector<std::string> result;
  for (const auto& x : stanzas())
    if (x.is_message() && !x.is_error())
      result.push_back(body_of(x));
  return result;
}

std::uint32_t core_fixture::client::credit() {
  std::uint32_t sum = 0;
  for (const auto& m : taken<actors::outbound_credit>(stream))
    sum += m.count;
  return sum;
}

// -- fixture -----------------------------------------------------------------

core_fixture::core_fixture() {
  config.hosts.push_back({.name = "example.org"});
  auto opened = persistence::open("memory", {});
  REQUIRE(opened.has_value());
  store = std::move(*opened);
  engine = std::make_shared<gated_engine>(store);
  hashing = std::make_shared<gated_hashing>();
}

core_fixture::~core_fixture() {
  if (!core.registry)
    return;
  engine->release();
  hashing->release();
  run();
  actors::stop_core(system(), core);
  core = {};
  run();
}

void core_fixture::start() {
  core = actors::spawn_core(
      system(), std::make_shared<const config::server_config>(config), engine,
      hashing, "a secret for decoys");
  run();
}

void core_fixture::add_account(std::string_view account) {
  REQUIRE(store->put_document(account, "credentials", "there").has_value());
}

core_fixture::client& core_fixture::open(std::string_view account,
                                         std::string_view resource) {
  auto& c = *clients_.emplace_back(std::make_unique<client>(*this));
  c.stream.answer<actors::report_written, actors::written>(
      [](const actors::report_written&) { return actors::written{true}; });
  c.bound = ask<actors::session_opened>(
      core.registry, actors::open_session{jid(account), std::string{resource},
                                          c.stream.handle(), "192.0.2.1", true,
                                          config.limits.session_credit});
  return c;
}

core_fixture::client& core_fixture::log_in(std::string_view account,
                                           std::string_view resource,
                                           int priority) {
  auto& c = open(account, resource);
  REQUIRE_FALSE(c.bound.error);
  say(c, available(priority));
  run();
  return c;
}

void core_fixture::say(const client& from, xml::stanza x) {
  caf::anon_send(
      from.bound.user,
      actors::outbound{from.bound.id, std::move(x).with_from(from.bound.full)});
}

void core_fixture::close(const client& of, std::vector<xml::stanza> unsent) {
  actors::session_closed news{of.bound.id, {}};
  for (auto& x : unsent)
    news.unsent.emplace_back(std::move(x));
  caf::anon_send(of.bound.user, std::move(news));
}

std::string core_fixture::change(const actors::auth_actor& at,
                                 std::string_view account,
                                 actors::account_change what,
                                 std::string_view password,
                                 std::string_view address) {
  auto done = ask<actors::account_changed>(
      at, actors::change_account{jid(account), what, std::string{password},
                                 std::string{address}});
  return done.error ? std::string{xml::name_of(done.error->what)} : "";
}

std::string core_fixture::find_figure(const actors::description& d,
                                      std::string_view which) {
  for (const auto& child : d.children) {
    if (child.name == which)
      return child.value;
    if (auto below = find_figure(child, which); !below.empty())
      return below;
  }
  return {};
}

std::size_t core_fixture::logged(std::string_view account,
                                 std::string_view log) {
  auto found = store->count(account, log);
  REQUIRE(found.has_value());
  return *found;
}

std::optional<std::string> core_fixture::document(std::string_view account,
                                                  std::string_view name) {
  auto found = store->document(account, name);
  REQUIRE(found.has_value());
  return *found;
}

// -- stanzas -----------------------------------------------------------------

xml::stanza chat(std::string_view to, std::string_view body) {
  return xml::stanza{xml::stanza_kind::message, "chat"}
      .with(xml::element{"body", xml::ns::client}.with_text(std::string{body}))
      .with_to(jid(to));
}

xml::stanza available(int priority) {
  return xml::stanza{xml::stanza_kind::presence}.with(
      xml::element{"priority", xml::ns::client}.with_text(
          std::to_string(priority)));
}

std::string body_of(const xml::stanza& x) {
  const auto* body = x.child("body", xml::ns::client);
  return body ? body->text() : std::string{};
}

} // namespace troupe::support
