// SPDX-License-Identifier: Apache-2.0
// How a session logs in: STARTTLS, SASL, bind (RFC 6120 §5 to §7).
#include "tools/load/client/session.hpp"
#include "xml/writer.hpp"

namespace troupe::load {

using xml::parse_step;

namespace {

constexpr std::string_view tls_ns = "urn:ietf:params:xml:ns:xmpp-tls";
constexpr std::string_view sasl_ns = "urn:ietf:params:xml:ns:xmpp-sasl";
constexpr std::string_view bind_ns = "urn:ietf:params:xml:ns:xmpp-bind";
constexpr std::string_view session_ns = "urn:ietf:params:xml:ns:xmpp-session";

std::vector<std::string> mechanisms_in(const xml::element& features) {
  std::vector<std::string> names;
  if (const auto* list = features.child("mechanisms", sasl_ns))
    for (const auto* each : list->children())
      names.push_back(each->text());
  return names;
}

/// The condition and the text of an error, e.g. "not-authorized (…)".
std::string reason_in(const xml::element& error) {
  const auto* first = error.first_child();
  auto reason = first ? first->name() : error.name();
  for (const auto* each : error.children())
    if (each->name() == "text")
      reason += " (" + each->text() + ')';
  return reason;
}

} // namespace

parse_step session::log_in(const xml::element& tag) {
  if (tag.is("error", ns::streams))
    return refuse("stream error: " + reason_in(tag));
  switch (phase_) {
  case phase::first_features:
    return on_first_features(tag);
  case phase::starting_tls:
    if (!tag.is("proceed", tls_ns))
      return refuse("the server refuses STARTTLS");
    is_encrypted_ = true; // read_all goes on with it
    return parse_step::restart;
  case phase::authenticating:
    return on_sasl(tag);
  case phase::features:
    return on_features(tag);
  case phase::binding:
  case phase::legacy_session:
    return on_bound(tag);
  default:
    return refuse("unexpected <" + tag.name() + "/> before the login");
  }
}

parse_step session::on_first_features(const xml::element& features) {
  if (world_.options.tls == tls_mode::starttls && !is_encrypted_) {
    if (!features.child("starttls", tls_ns))
      return refuse("the server offers no STARTTLS here; try --tls direct, or"
                    " --tls none if it is on this machine");
    send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    phase_ = phase::starting_tls;
    return parse_step::proceed;
  }
  if (goal_ == login_goal::registration)
    become_ready();
  else
    begin_sasl(features);
  return failure_.empty() ? parse_step::proceed : parse_step::stop;
}

void session::begin_sasl(const xml::element& features) {
  const auto mechanism
      = sasl_clients::choose(mechanisms_in(features), world_.options.auth);
  if (!mechanism) {
    failure_ = mechanism.error().text;
    return;
  }
  auto begun = world_.sasl->begin(*mechanism, name_, world_.options.password);
  if (!begun) {
    failure_ = begun.error().text;
    return;
  }
  world_.mechanism = *mechanism;
  sasl_ = std::move(*begun);
  const auto first = sasl_clients::step(sasl_, "");
  if (!first) {
    failure_ = first.error().text;
    return;
  }
  send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='" + *mechanism
       + "'>" + (first->empty() ? "=" : *first) + "</auth>");
  phase_ = phase::authenticating;
}

parse_step session::on_sasl(const xml::element& tag) {
  if (tag.is("failure", sasl_ns))
    return refuse("the login was refused: " + reason_in(tag)
                  + "; `troupe-load accounts` makes accounts, --password is"
                    " theirs");
  if (tag.is("success", sasl_ns))
    return on_sasl_success(tag);
  if (!tag.is("challenge", sasl_ns))
    return refuse("unexpected <" + tag.name() + "/> during the login");
  const auto answer = sasl_clients::step(sasl_, tag.text());
  if (!answer)
    return refuse(answer.error().text);
  send("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + *answer
       + "</response>");
  return parse_step::proceed;
}

parse_step session::on_sasl_success(const xml::element& tag) {
  // The server proves with it that it knows the password, too.
  if (const auto proof = tag.text(); !proof.empty() && proof != "=")
    if (auto checked = sasl_clients::step(sasl_, proof); !checked)
      return refuse(checked.error().text);
  sasl_.reset();
  phase_ = phase::features;
  open_stream();
  return parse_step::restart;
}

parse_step session::on_features(const xml::element& features) {
  if (!features.child("bind", bind_ns))
    return refuse("the server offers no resource binding");
  const auto* old = features.child("session", session_ns);
  wants_session_ = old && !old->child("optional", session_ns);
  std::string bind = "<iq type='set' id='bind'><bind xmlns='"
                     + std::string{bind_ns} + "'><resource>";
  xml::write_escaped(bind, world_.options.resource);
  send(bind + "</resource></bind></iq>");
  phase_ = phase::binding;
  return parse_step::proceed;
}

parse_step session::on_bound(const xml::element& tag) {
  if (tag.name() != "iq" || tag.attr_or_empty("id") == "")
    return parse_step::proceed; // nothing that we wait for
  if (tag.attr_or_empty("type") != "result") {
    const auto* error = tag.child("error", ns::client);
    return refuse("no resource: "
                  + (error ? reason_in(*error) : std::string{"no reason"}));
  }
  if (phase_ == phase::binding && wants_session_) {
    send("<iq type='set' id='session'><session xmlns='"
         + std::string{session_ns} + "'/></iq>");
    phase_ = phase::legacy_session;
    return parse_step::proceed;
  }
  become_ready();
  return parse_step::proceed;
}

void session::become_ready() {
  phase_ = phase::ready;
  events_.on_ready(*this);
}

} // namespace troupe::load
