// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/rooms_asking.hpp"

#include <algorithm>
#include <utility>

namespace troupe::admin {

namespace {

using xml::condition;

failure bad_address(std::string_view text, std::string_view why) {
  return {failure_code::usage,
          '"' + std::string{text} + "\" is no " + std::string{why}};
}

std::string joined(const std::vector<xml::jid>& all) {
  std::string text;
  for (const auto& each : all)
    text += (text.empty() ? "" : ", ") + each.str();
  return text;
}

/// The room's words where it has any, else the condition's name.
std::string words_of(const xml::stanza_error& error) {
  return error.text.empty() ? std::string{name_of(error.what)} : error.text;
}

failure failure_of(const std::string& room, const xml::stanza_error& error) {
  switch (error.what) {
  case condition::item_not_found:
    return {failure_code::not_found,
            "there is no room " + room
                + "; \"troupectl rooms list --all\" tells which there are"};
  case condition::conflict: // XEP-0045 §10.2, §10.4
    return {failure_code::conflict,
            error.text.empty()
                ? room + " would be left without an owner; make another first"
                : error.text};
  case condition::service_unavailable:
  case condition::feature_not_implemented:
  case condition::remote_server_not_found:
    return {failure_code::failed,
            room + " does not offer that (" + words_of(error)
                + "); see [rooms] and [archive] in the configuration"};
  case condition::resource_constraint:
  case condition::remote_server_timeout:
    return {failure_code::busy, error.text.empty()
                                    ? "too much is waiting; try again later"
                                    : error.text};
  default:
    return {failure_code::failed, room + " refuses that: " + words_of(error)};
  }
}

} // namespace

outcome<std::vector<xml::jid>> room_services(const server_access& server,
                                             std::string_view host) {
  const auto& config = server.configuration();
  if (!config.rooms.enabled)
    return failure{failure_code::not_found,
                   "this server has no rooms; rooms.enabled in the"
                   " configuration switches them on"};
  const config::host_section* wanted = nullptr;
  if (!host.empty()) {
    auto known = host_named(server, host);
    if (!known)
      return known.error();
    wanted = *known;
  }
  std::vector<xml::jid> all;
  for (const auto& each : config.hosts)
    if (wanted == nullptr || wanted == &each)
      if (auto name
          = xml::jid::make({}, config.rooms.subdomain + '.' + each.name))
        all.push_back(*name);
  return all;
}

outcome<xml::jid> room_named(const server_access& server,
                             std::string_view text) {
  auto services = room_services(server, {});
  if (!services)
    return services.error();
  auto room = xml::jid::parse(text);
  if (!room)
    return bad_address(text, "JID: " + std::string{to_string(room.error())});
  if (room->local().empty())
    return bad_address(text, "room; give it as room@service, the services are: "
                                 + joined(*services));
  if (!room->is_bare())
    return bad_address(text, "room; leave out the nickname after the slash");
  if (std::ranges::none_of(*services, [&](const xml::jid& each) {
        return each.domain() == room->domain();
      }))
    return failure{failure_code::not_found,
                   '"' + std::string{text}
                       + "\" is at no service of this server, which has: "
                       + joined(*services)};
  return *room;
}

outcome<xml::jid> person_named(std::string_view text) {
  auto address = xml::jid::parse(text);
  if (!address)
    return bad_address(text, "JID: " + std::string{to_string(address.error())});
  if (!address->is_bare())
    return bad_address(text, "account; leave out the resource after the slash");
  return *address;
}

void ask_room(server_access& server, const xml::jid& to, xml::iq_type type,
              xml::element payload, reply<room_answer> done) {
  auto request
      = xml::stanza{xml::stanza_kind::iq, name_of(type), "rooms"}.with_to(to);
  server.ask(request.with(std::move(payload)),
             [room = to.str(), done](outcome<std::vector<xml::stanza>> came) {
               if (!came)
                 return done(came.error());
               if (came->empty())
                 return done(failure{failure_code::failed,
                                     room
                                         + " gave no answer; see [rooms] in"
                                           " the configuration"});
               auto last = std::move(came->back());
               came->pop_back();
               if (last.is_error())
                 return done(failure_of(room, xml::read_error(last)));
               done(room_answer{std::move(last), std::move(*came)});
             });
}

part::data_form filled_form(std::string_view kind) {
  return {part::form_type::submit, kind};
}

void fill(part::data_form& form, std::string_view var, std::string_view value) {
  form.add({.var = std::string{var}, .values = {std::string{value}}});
}

} // namespace troupe::admin
