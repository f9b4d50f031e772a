// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "actors/part/routing.hpp"

namespace routing_test {

using namespace troupe;
using part::resource;
using xml::message_type;

namespace {

// The letters of RFC 6121 Table 1 (§8.5.4). Where it has "S" the RFC leaves
// the choice between silence and an error, other than for what §8.5.2.2.1 and
// §8.5.3.2.1 have ignored.
//   D delivered to `takers`   O stored, else service-unavailable
//   E service-unavailable     S dropped
struct row {
  const char* situation;
  bool exists;
  std::vector<resource> resources;
  const char* wanted;
  const char* letters; // normal chat groupchat headline error
  std::vector<std::size_t> takers;
};

const std::vector<resource> nobody = {};
const std::vector<resource> connected = {{"phone", 0, false}};
const std::vector<resource> negative = {{"phone", -1, true}};
const std::vector<resource> one = {{"phone", 0, true}};
const std::vector<resource> several = {{"phone", 0, true},
                                       {"away", -1, true},
                                       {"desk", 5, true},
                                       {"new", 0, false}};

const std::vector<row> table = {
    // Account does not exist
    {"no account, bare", false, nobody, "", "EEESS", {}},
    {"no account, full", false, nobody, "phone", "EEEES", {}},
    // Account exists, but no active resources
    {"no resource, bare", true, nobody, "", "OOESS", {}},
    {"no resource, full", true, nobody, "phone", "EOEES", {}},
    // Connected, but not available
    {"unavailable, bare", true, connected, "", "OOESS", {}},
    {"unavailable, full match", true, connected, "phone", "DDDDD", {0}},
    {"unavailable, full no match", true, connected, "desk", "EOEES", {}},
    // 1+ negative resources but zero non-negative resources
    {"negative, bare", true, negative, "", "OOESS", {}},
    {"negative, full match", true, negative, "phone", "DDDDD", {0}},
    {"negative, full no match", true, negative, "desk", "EOEES", {}},
    // 1 non-negative resource
    {"one, bare", true, one, "", "DDEDS", {0}},
    {"one, full match", true, one, "phone", "DDDDD", {0}},
    {"one, full no match", true, one, "desk", "EDEES", {0}},
    // 1+ non-negative resources
    {"several, bare", true, several, "", "DDEDS", {0, 2}},
    {"several, full match", true, several, "phone", "DDDDD", {0}},
    {"several, negative match", true, several, "away", "DDDDD", {1}},
    {"several, full no match", true, several, "gone", "EDEES", {0, 2}},
};

char letter_of(const part::message_route& r) {
  if (!r.targets.empty())
    return 'D';
  if (r.store)
    return 'O';
  return r.bounce ? 'E' : 'S';
}

} // namespace

TEST_CASE("A message is routed as RFC 6121 Table 1 says") {
  constexpr message_type types[]
      = {message_type::normal, message_type::chat, message_type::groupchat,
         message_type::headline, message_type::error};
  for (const auto& r : table)
    for (std::size_t i = 0; i < std::size(types); ++i) {
      INFO(r.situation << ", " << xml::name_of(types[i]));

      auto route = route_message(types[i], r.wanted, r.resources, r.exists);

      CHECK(letter_of(route) == r.letters[i]);
      CHECK_FALSE(route.reason.empty());
      if (!route.targets.empty())
        CHECK(std::ranges::equal(route.targets, r.takers));
    }
}

TEST_CASE("What is not taken has the sender told service-unavailable") {
  for (auto type : {message_type::normal, message_type::chat}) {
    auto route = part::route_message(type, "", {}, true);

    CHECK(route.store);
    CHECK(route.bounce == xml::condition::service_unavailable);
  }
}

TEST_CASE("What is delivered is neither stored nor bounced") {
  auto route = part::route_message(message_type::chat, "", one, true);

  CHECK_FALSE(route.store);
  CHECK_FALSE(route.bounce);
}

} // namespace routing_test
