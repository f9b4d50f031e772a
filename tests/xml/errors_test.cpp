// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <catch2/catch.hpp>

#include "xml/errors.hpp"
#include "xml/writer.hpp"

namespace troupe::xml {

TEST_CASE("each stanza error condition has the type of RFC 6120 §8.3.3") {
  using enum condition;
  struct row {
    condition what;
    const char* name;
    const char* type;
  };
  const row rows[] = {
      {bad_request, "bad-request", "modify"},
      {conflict, "conflict", "cancel"},
      {feature_not_implemented, "feature-not-implemented", "cancel"},
      {forbidden, "forbidden", "auth"},
      {gone, "gone", "cancel"},
      {internal_server_error, "internal-server-error", "cancel"},
      {item_not_found, "item-not-found", "cancel"},
      {jid_malformed, "jid-malformed", "modify"},
      {not_acceptable, "not-acceptable", "modify"},
      {not_allowed, "not-allowed", "cancel"},
      {not_authorized, "not-authorized", "auth"},
      {policy_violation, "policy-violation", "modify"},
      {recipient_unavailable, "recipient-unavailable", "wait"},
      {redirect, "redirect", "modify"},
      {registration_required, "registration-required", "auth"},
      {remote_server_not_found, "remote-server-not-found", "cancel"},
      {remote_server_timeout, "remote-server-timeout", "wait"},
      {resource_constraint, "resource-constraint", "wait"},
      {service_unavailable, "service-unavailable", "cancel"},
      {subscription_required, "subscription-required", "auth"},
      {undefined_condition, "undefined-condition", "cancel"},
      {unexpected_request, "unexpected-request", "wait"},
  };

  for (const auto& x : rows) {
    CHECK(name_of(x.what) == x.name);
    CHECK(condition_from(x.name) == x.what);
    CHECK(name_of(stanza_error::make(x.what).type) == x.type);
  }
  CHECK(condition_from("no-such-condition") == std::nullopt);
}

TEST_CASE("each stream error condition has its own name") {
  std::set<std::string_view> names;
  for (int i = 0; i <= int(stream_condition::unsupported_version); ++i)
    names.insert(name_of(stream_condition(i)));

  CHECK(names.size() == 25);
  CHECK(name_of(stream_condition::bad_format) == "bad-format");
  CHECK(name_of(stream_condition::not_well_formed) == "not-well-formed");
  CHECK(name_of(stream_condition::see_other_host) == "see-other-host");
  CHECK(name_of(stream_condition::unsupported_version)
        == "unsupported-version");
}

TEST_CASE("the type of an error is read by its name") {
  CHECK(error_type_from("continue") == error_type::continue_);
  CHECK(error_type_from("wait") == error_type::wait);
  CHECK(error_type_from("") == std::nullopt);
}

TEST_CASE("a stream error is written as RFC 6120 §4.9.2 has it") {
  const stream_error error{stream_condition::policy_violation, "too <big>"};

  CHECK(to_string(to_element(error))
        == "<stream:error>"
           "<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
           "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams' xml:lang='en'>"
           "too &lt;big&gt;</text></stream:error>");
}

TEST_CASE("a stanza error is written as RFC 6120 §8.3.2 has it") {
  auto error = stanza_error::make(condition::bad_request);
  CHECK(to_string(to_element(error), "jabber:client")
        == "<error type='modify'>"
           "<bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
           "</error>");

  error.text = "why";
  error.detail = element{"invalid", "urn:x"};
  CHECK(to_string(to_element(error), "jabber:client")
        == "<error type='modify'>"
           "<bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
           "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>"
           "why</text><invalid xmlns='urn:x'/></error>");
}

} // namespace troupe::xml
