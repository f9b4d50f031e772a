// SPDX-License-Identifier: Apache-2.0
#include "tests/user/accounts.hpp"

namespace troupe::test {

using user::roster_ns;

namespace {

xml::element query() {
  return {"query", roster_ns};
}

} // namespace

void account::log_in(std::string_view resource) {
  add_session(resource);
  get(resource);
  says(resource, "");
}

void account::says(std::string_view resource, std::string_view type,
                   std::string_view to) {
  outgoing(resource, presence(type, to));
}

void account::gets(std::string_view type, std::string_view from,
                   std::string_view to) {
  incoming(presence(type, to).with_from(jid(from)));
}

xml::stanza account::get(std::string_view resource, const char* version) {
  auto asked = query();
  if (version)
    asked.set("ver", version);
  return iq(session(resource).full.str(), xml::iq_type::get, asked)
      .value_or(xml::stanza{});
}

xml::stanza account::set(std::string_view resource, xml::element item) {
  return iq(session(resource).full.str(), xml::iq_type::set,
            query().with(std::move(item)))
      .value_or(xml::stanza{});
}

void account::befriend(std::string_view contact,
                       std::string_view subscription) {
  add_session("befriending");
  set("befriending", test::item(contact));
  if (subscription == "to" || subscription == "both") {
    says("befriending", "subscribe", contact);
    gets("subscribed", contact, self().str());
  }
  if (subscription == "from" || subscription == "both") {
    gets("subscribe", contact, self().str());
    says("befriending", "subscribed", contact);
  }
  close_session("befriending");
  forget();
}

xml::element account::item(std::string_view contact) {
  const auto found = part<user::roster>().contacts().find(jid(contact));
  return found ? to_element(*found) : xml::element{};
}

std::string account::state_of(std::string_view contact) {
  auto found = item(contact);
  if (found.name().empty())
    return "not there";
  std::string text{found.attr_or_empty("subscription")};
  if (found.attr("ask"))
    text += " asked";
  if (found.attr("approved"))
    text += " approved";
  return text;
}

std::string account::version() {
  return std::to_string(part<user::roster>().contacts().version());
}

xml::element item(std::string_view jid, std::string_view name,
                  const std::vector<std::string>& groups) {
  auto result = xml::element("item", roster_ns).with("jid", jid);
  if (!name.empty())
    result.set("name", name);
  for (const auto& group : groups)
    result.add(xml::element("group", roster_ns).with_text(group));
  return result;
}

xml::stanza presence(std::string_view type, std::string_view to) {
  return support::stanza(xml::stanza_kind::presence, type, {}, to);
}

std::vector<std::string> summary(const std::vector<xml::stanza>& all) {
  std::vector<std::string> result;
  for (const auto& x : all)
    if (x.is_presence())
      result.push_back((x.type().empty() ? "available" : std::string{x.type()})
                       + " " + x.from().str() + " > " + x.to().str());
  return result;
}

std::vector<xml::element> pushes(const std::vector<xml::stanza>& all) {
  std::vector<xml::element> result;
  for (const auto& x : all)
    if (x.is_iq() && x.type() == "set")
      result.push_back(*x.first_child()->first_child());
  return result;
}

std::string condition_of(const xml::stanza& x) {
  if (!x || !x.is_error())
    return "no error";
  return std::string{xml::name_of(xml::read_error(x).what)};
}

} // namespace troupe::test
