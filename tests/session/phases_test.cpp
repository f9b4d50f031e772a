// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string_view>
#include <utility>

#include <catch2/catch.hpp>

#include "actors/session/phases.hpp"
#include "actors/session/stream_features.hpp"
#include "xml/namespaces.hpp"

namespace phases_test {

using namespace troupe;
using session::phase;
using session::step;

namespace {

constexpr phase all_phases[]
    = {phase::opening, phase::login,  phase::securing, phase::authenticating,
       phase::binding, phase::active, phase::closing};

/// The steps of one element in login, authenticating, binding and active; in
/// the other phases it is never supported.
struct row {
  std::string_view name, ns;
  std::array<step, 4> steps;
};

using enum step;

const row table[] = {
    {"starttls",
     xml::ns::tls,
     {start_tls, unsupported, unsupported, unsupported}},
    {"auth",
     xml::ns::sasl,
     {begin_sasl, unsupported, unsupported, unsupported}},
    {"response",
     xml::ns::sasl,
     {unsupported, continue_sasl, unsupported, unsupported}},
    {"abort",
     xml::ns::sasl,
     {unsupported, abort_sasl, unsupported, unsupported}},
    {"iq", xml::ns::client, {early_iq, early_iq, bind, stanza}},
    {"message",
     xml::ns::client,
     {not_allowed, not_allowed, not_allowed, stanza}},
    {"presence",
     xml::ns::client,
     {not_allowed, not_allowed, not_allowed, stanza}},
    {"active",
     session::ns::client_state,
     {unsupported, unsupported, unsupported, state}},
    {"inactive",
     session::ns::client_state,
     {unsupported, unsupported, unsupported, state}},
    {"enable",
     session::ns::stream_management,
     {management, unsupported, management, management}},
    {"resume",
     session::ns::stream_management,
     {management, unsupported, management, management}},
    {"r",
     session::ns::stream_management,
     {management, unsupported, management, management}},
    {"a",
     session::ns::stream_management,
     {management, unsupported, management, management}},
};

/// What a client may never send.
constexpr std::pair<std::string_view, std::string_view> never[] = {
    {"success", xml::ns::sasl},       {"challenge", xml::ns::sasl},
    {"proceed", xml::ns::tls},        {"features", xml::ns::stream},
    {"message", xml::ns::server},     {"iq", ""},
    {"auth", xml::ns::client},        {"starttls", xml::ns::sasl},
    {"nonsense", "urn:nobody:knows"},
};

step expected(const row& r, phase in) {
  switch (in) {
  case phase::login:
    return r.steps[0];
  case phase::authenticating:
    return r.steps[1];
  case phase::binding:
    return r.steps[2];
  case phase::active:
    return r.steps[3];
  default:
    return step::unsupported;
  }
}

} // namespace

TEST_CASE("each element leads to its step in each phase") {
  for (const auto& r : table)
    for (auto in : all_phases) {
      CAPTURE(r.name, r.ns, static_cast<int>(in));
      CHECK(session::step_for(in, {r.name, r.ns}) == expected(r, in));
    }
}

TEST_CASE("what no client may send is supported in no phase") {
  for (const auto& [name, ns] : never)
    for (auto in : all_phases) {
      CAPTURE(name, ns, static_cast<int>(in));
      CHECK(session::step_for(in, {name, ns}) == step::unsupported);
    }
}

} // namespace phases_test
