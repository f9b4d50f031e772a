// SPDX-License-Identifier: Apache-2.0
#include "actors/session/phases.hpp"

#include "actors/session/stream_features.hpp"
#include "xml/namespaces.hpp"

namespace troupe::session {

namespace {

enum class kind : std::uint8_t {
  starttls,
  auth,
  response,
  abort,
  iq,
  message,
  presence,
  client_state,
  management,
  other,
};

kind kind_of(const xml::element& tag) {
  struct row {
    std::string_view name, ns;
    kind what;
  };
  static constexpr row table[] = {
      {"message", xml::ns::client, kind::message},
      {"presence", xml::ns::client, kind::presence},
      {"iq", xml::ns::client, kind::iq},
      {"starttls", xml::ns::tls, kind::starttls},
      {"auth", xml::ns::sasl, kind::auth},
      {"response", xml::ns::sasl, kind::response},
      {"abort", xml::ns::sasl, kind::abort},
      {"enable", ns::stream_management, kind::management},
      {"resume", ns::stream_management, kind::management},
      {"r", ns::stream_management, kind::management},
      {"a", ns::stream_management, kind::management},
      {"active", ns::client_state, kind::client_state},
      {"inactive", ns::client_state, kind::client_state},
  };
  for (const auto& r : table)
    if (tag.is(r.name, r.ns))
      return r.what;
  return kind::other;
}

step before_login(kind what) {
  switch (what) {
  case kind::starttls:
    return step::start_tls;
  case kind::auth:
    return step::begin_sasl;
  case kind::iq:
    return step::early_iq;
  case kind::message:
  case kind::presence:
    return step::not_allowed;
  case kind::management: // XEP-0198 §3: answered with <failed/>
    return step::management;
  default:
    return step::unsupported;
  }
}

step within_sasl(kind what) {
  switch (what) {
  case kind::response:
    return step::continue_sasl;
  case kind::abort:
    return step::abort_sasl;
  case kind::iq:
    return step::early_iq;
  case kind::message:
  case kind::presence:
    return step::not_allowed;
  default:
    return step::unsupported;
  }
}

step after_login(kind what, bool bound) {
  switch (what) {
  case kind::iq:
    return bound ? step::stanza : step::bind;
  case kind::message:
  case kind::presence:
    return bound ? step::stanza : step::not_allowed;
  case kind::client_state:
    return bound ? step::state : step::unsupported;
  case kind::management:
    return step::management;
  default:
    return step::unsupported;
  }
}

} // namespace

step step_for(phase in, const xml::element& tag) {
  auto what = kind_of(tag);
  switch (in) {
  case phase::login:
    return before_login(what);
  case phase::authenticating:
    return within_sasl(what);
  case phase::binding:
    return after_login(what, false);
  case phase::active:
    return after_login(what, true);
  default:
    return step::unsupported;
  }
}

} // namespace troupe::session
