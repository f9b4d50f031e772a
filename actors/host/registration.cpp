// SPDX-License-Identifier: Apache-2.0
#include "actors/host/registration.hpp"

#include "actors/host/disco_info.hpp"

namespace troupe::host {

namespace {

using xml::condition;
using xml::stanza_error;

xml::element tag(std::string_view name) {
  return xml::element{name, ns::registration};
}

/// A field by its element, or by that of a submitted form, which takes
/// precedence (XEP-0077 §6). Nothing where it is absent.
std::optional<std::string> field(const xml::element& query,
                                 std::string_view name) {
  if (const auto* form = query.child("x", ns::data_form)) {
    for (const auto* x : form->children())
      if (x->is("field", ns::data_form) && x->attr_or_empty("var") == name)
        if (const auto* value = x->child("value", ns::data_form))
          return value->text();
    return {};
  }
  const auto* plain = query.child(name, ns::registration);
  return plain ? std::optional{plain->text()} : std::nullopt;
}

xml::element empty_form() {
  return tag("query")
      .with(tag("instructions").with_text("Choose a username and a password."))
      .with(tag("username"))
      .with(tag("password"));
}

registration_step read_request(const xml::element& query,
                               std::string_view domain) {
  auto username = field(query, "username").value_or("");
  auto password = field(query, "password").value_or("");
  if (username.empty() || password.empty()) // §3.1
    return stanza_error::make(condition::not_acceptable,
                              "give a username and a password");
  auto account = xml::jid::make(username, domain);
  if (!account)
    return stanza_error::make(condition::not_acceptable,
                              "this username cannot be part of an address");
  if (password == username)
    return stanza_error::make(condition::not_acceptable,
                              "the password must differ from the username");
  return registration_request{std::move(*account), std::move(password)};
}

} // namespace

registration_step
handle_registration(const xml::stanza& iq, std::string_view domain,
                    const config::registration_section& rules) {
  if (!rules.enabled)
    return stanza_error::make(condition::service_unavailable);
  const auto* query = iq.child("query", ns::registration);
  if (!query)
    return stanza_error::make(condition::bad_request);
  if (iq.as_iq() == xml::iq_type::get)
    return empty_form();
  // §3.2: nobody is registered here yet.
  if (query->child("remove", ns::registration))
    return stanza_error::make(condition::unexpected_request);
  return read_request(*query, domain);
}

xml::element registration_feature() {
  return xml::element{"register", "http://jabber.org/features/iq-register"};
}

part::card registration::about() {
  return {.name = "registration",
          .title = "In-Band Registration",
          .xep = "0077",
          .version = "2.4",
          .server_features = {std::string{ns::registration}}};
}

void registration::declare(part::host_declaration<registration>& d) {
  using enum part::who;
  d.iq<&registration::get>(xml::iq_type::get, "query", ns::registration,
                           anyone);
  d.iq<&registration::set>(xml::iq_type::set, "query", ns::registration,
                           anyone);
}

bool registration::is_registered(const xml::jid& who) const {
  return !who.local().empty() && who.domain() == context_.self().domain();
}

void registration::get(const part::iq_request& request) {
  const auto& who = request.iq.from();
  if (!is_registered(who))
    return context_.reject(request.iq, condition::service_unavailable);
  context_.reply(request.iq, tag("query")
                                 .with(tag("registered"))
                                 .with(tag("username").with_text(who.local()))
                                 .with(tag("password")));
}

void registration::set(const part::iq_request& request) {
  auto removes = request.payload.child("remove", ns::registration) != nullptr;
  if (!is_registered(request.iq.from()))
    return context_.reject(request.iq, removes
                                           ? condition::registration_required
                                           : condition::service_unavailable);
  if (removes)
    cancel(request);
  else
    change_password(request);
}

// §3.2. The sessions are closed with `not-authorized` by the removal itself.
void registration::cancel(const part::iq_request& request) {
  if (request.payload.children().size() != 1)
    return context_.reject(request.iq, condition::bad_request,
                           "nothing may stand beside remove");
  context_.accounts().remove(
      request.iq.from().bare(),
      [this, iq = request.iq](auto error) { answer(iq, std::move(error)); });
}

// §3.3
void registration::change_password(const part::iq_request& request) {
  const auto& who = request.iq.from();
  auto username = field(request.payload, "username").value_or("");
  auto password = field(request.payload, "password").value_or("");
  if (username.empty() || password.empty())
    return context_.reject(request.iq, condition::bad_request,
                           "give the username and the new password");
  auto account = xml::jid::make(username, who.domain());
  // §3.1.1: who has an account does not get a second one here.
  if (!account || *account != who.bare())
    return context_.reject(request.iq, condition::not_acceptable,
                           "this is not your username");
  context_.accounts().set_password(
      *account, std::move(password),
      [this, iq = request.iq](auto error) { answer(iq, std::move(error)); });
}

void registration::answer(const xml::stanza& iq,
                          std::optional<stanza_error> error) {
  if (error)
    context_.reject(iq, *error);
  else
    context_.reply(iq);
}

} // namespace troupe::host
