// SPDX-License-Identifier: Apache-2.0
#include "tests/muc/room_fixture.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "persistence/memory.hpp"

namespace troupe::support {

fake_room_context::fake_room_context(std::string_view self)
    : clock(std::chrono::seconds{1'700'000'000}),
      self_(jid(self)),
      store_(persistence::open_memory()) {
}

void fake_room_context::advance(std::chrono::milliseconds duration) {
  const auto until = clock + duration;
  while (!timers_.empty() && timers_.begin()->first <= until) {
    auto due = timers_.extract(timers_.begin());
    clock = std::max(clock, due.key());
    due.mapped()();
  }
  clock = until;
}

void fake_room_context::run(persistence::transaction ops, completion then) {
  then(persistence::run_batch(*store_, {std::move(ops)}).at(0));
}

void fake_room_context::later(std::chrono::milliseconds delay,
                              std::function<void()> then) {
  timers_.emplace(clock + delay, std::move(then));
}

bool fake_room_context::is_admin(const xml::jid& who) const {
  if (who.local().empty())
    return who.domain() == "example.org";
  return std::ranges::count(admins, who.bare_view()) > 0;
}

std::string fake_room_context::secret() const {
  auto digits = std::to_string(++secrets_);
  return std::string(16 - digits.size(), '0') + digits + std::string(48, '0');
}

void fake_room_context::store(persistence::operation what) {
  REQUIRE(persistence::run(*store_, what).has_value());
}

void fake_room_context::send_all(const muc::audience& to, xml::stanza x) {
  for (const auto& each : *to)
    route(x.with_to(each));
}

void fake_room_context::in_slices(std::function<bool()> step) {
  while (step()) {
  }
}

std::string room_fixture::real(const std::string& user) {
  return user.find('/') == user.npos ? user + "@example.org/pda" : user;
}

void room_fixture::create(const std::string& owner,
                          const part::data_form& form) {
  enter(owner);
  result(owner, xml::iq_type::set, settings(form));
  context.routed.clear();
}

void room_fixture::enter(const std::string& user, std::string_view nick) {
  const auto place
      = std::string{address} + '/' + (nick.empty() ? user : std::string{nick});
  room.take(stanza(xml::stanza_kind::presence, {}, real(user), place)
                .with(xml::element{"x", muc::ns::muc}));
  const auto got = to(user);
  const bool is_in = std::ranges::any_of(got, [&](const xml::stanza& x) {
    return x.is_presence() && x.type().empty() && x.from().str() == place;
  });
  REQUIRE(is_in);
  context.routed.clear();
}

void room_fixture::leave(const std::string& user) {
  room.take(stanza(xml::stanza_kind::presence, "unavailable", real(user),
                   std::string{address} + "/any"));
  context.routed.clear();
}

void room_fixture::tell(const std::string& user, xml::element content) {
  context.routed.clear();
  room.take(stanza(xml::stanza_kind::message, {}, real(user), address)
                .with_id("m")
                .with(std::move(content)));
}

std::optional<xml::stanza> room_fixture::ask(const std::string& who,
                                             xml::iq_type type,
                                             xml::element payload) {
  context.routed.clear();
  room.take(stanza(xml::stanza_kind::iq, xml::name_of(type), real(who), address)
                .with_id("q")
                .with(std::move(payload)));
  for (const auto& x : context.routed)
    if (x.is_iq() && x.id() == "q")
      return x;
  return {};
}

xml::condition room_fixture::refusal(const std::string& who, xml::iq_type type,
                                     xml::element payload) {
  const auto answer = ask(who, type, std::move(payload));
  REQUIRE(answer);
  REQUIRE(answer->is_error());
  CHECK(context.routed.size() == 1);
  return xml::read_error(*answer).what;
}

xml::element room_fixture::result(const std::string& who, xml::iq_type type,
                                  xml::element payload) {
  const auto answer = ask(who, type, std::move(payload));
  REQUIRE(answer);
  INFO(to_string(*answer));
  REQUIRE(answer->type() == "result");
  const auto* content = answer->first_child();
  return content != nullptr ? *content : xml::element{};
}

std::vector<xml::stanza> room_fixture::to(const std::string& user) const {
  std::vector<xml::stanza> all;
  const auto whom = jid(real(user));
  for (const auto& x : context.routed)
    if (x.to() == whom || x.to() == whom.bare())
      all.push_back(x);
  return all;
}

xml::stanza room_fixture::one_to(const std::string& user) const {
  const auto all = to(user);
  REQUIRE(all.size() == 1);
  return all.front();
}

std::string room_fixture::list(std::string_view affiliation) {
  const auto all
      = result(std::string{console}, xml::iq_type::get,
               query({item({{"affiliation", std::string{affiliation}}})}));
  std::string jids;
  for (const auto* each : all.children()) {
    jids += jids.empty() ? "" : " ";
    jids += each->attr_or_empty("jid");
    if (auto nick = each->attr("nick"))
      jids += '(' + std::string{*nick} + ')';
  }
  return jids;
}

xml::element query(std::vector<xml::element> items) {
  xml::element x{"query", muc::ns::admin};
  for (auto& each : items)
    x.add(std::move(each));
  return x;
}

xml::element
item(const std::vector<std::pair<std::string_view, std::string>>& attributes,
     std::string_view reason) {
  xml::element x{"item", muc::ns::admin};
  for (const auto& [name, value] : attributes)
    x.set(name, value);
  if (!reason.empty())
    x.add(xml::element{"reason", muc::ns::admin}.with_text(reason));
  return x;
}

xml::element settings(const part::data_form& form) {
  return xml::element{"query", muc::ns::owner}.with(to_element(form));
}

part::data_form
wanted(const std::vector<std::pair<std::string, std::string>>& fields) {
  part::data_form form{part::form_type::submit, muc::ns::room_config};
  for (const auto& [var, value] : fields)
    form.add({.var = var, .values = {value}});
  return form;
}

} // namespace troupe::support
