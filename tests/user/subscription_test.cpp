// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/user/subscription.hpp"

namespace subscription_test {

using namespace troupe;
using user::subscription;
using xml::presence_type;

namespace {

// The nine states of RFC 6121 §A.1.
constexpr subscription none{};
constexpr subscription none_out{.pending_out = true};
constexpr subscription none_in{.pending_in = true};
constexpr subscription none_out_in{.pending_out = true, .pending_in = true};
constexpr subscription to{.to = true};
constexpr subscription to_in{.to = true, .pending_in = true};
constexpr subscription from{.from = true};
constexpr subscription from_out{.from = true, .pending_out = true};
constexpr subscription both{.to = true, .from = true};

constexpr subscription approved(subscription s) {
  s.approved = true;
  return s;
}

enum class reply { no, subscribed, unsubscribed };

struct row {
  subscription now;
  bool forward;
  subscription next;
  reply answer = reply::no;
};

struct table {
  std::string_view name;
  presence_type type;
  std::vector<row> rows;
};

std::string describe(const subscription& s) {
  std::string text{user::name_of(s)};
  for (auto [is, word] : {std::pair{s.pending_out, " + pending out"},
                          std::pair{s.pending_in, " + pending in"},
                          std::pair{s.approved, " + approved"}})
    text += is ? word : "";
  return text;
}

std::optional<presence_type> type_of(reply r) {
  if (r == reply::no)
    return {};
  return r == reply::subscribed ? presence_type::subscribed
                                : presence_type::unsubscribed;
}

const std::vector<table> outbound_tables
    = {{"table 2: subscribe",
        presence_type::subscribe,
        {{none, true, none_out},
         {none_out, true, none_out},
         {none_in, true, none_out_in},
         {none_out_in, true, none_out_in},
         {to, true, to},
         {to_in, true, to_in},
         {from, true, from_out},
         {from_out, true, from_out},
         {both, true, both}}},
       {"table 3: unsubscribe",
        presence_type::unsubscribe,
        {{none, true, none},
         {none_out, true, none},
         {none_in, true, none_in},
         {none_out_in, true, none_in},
         {to, true, none},
         {to_in, true, none_in},
         {from, true, from},
         {from_out, true, from},
         {both, true, from}}},
       {"table 4: subscribed",
        presence_type::subscribed,
        {{none, false, approved(none)},
         {none_out, false, approved(none_out)},
         {none_in, true, from},
         {none_out_in, true, from_out},
         {to, false, approved(to)},
         {to_in, true, both},
         {from, false, from},
         {from_out, false, from_out},
         {both, false, both}}},
       {"table 5: unsubscribed",
        presence_type::unsubscribed,
        {{none, false, none},
         {none_out, false, none_out},
         {none_in, true, none},
         {none_out_in, true, none_out},
         {to, false, to},
         {to_in, true, to},
         {from, true, none},
         {from_out, true, none_out},
         {both, true, to},
         // Note 1: a pre-approval is cancelled, RFC 6121 §3.4.
         {approved(none), false, none},
         {approved(none_out), false, none_out},
         {approved(to), false, to}}}};

const std::vector<table> inbound_tables
    = {{"table 6: subscribe",
        presence_type::subscribe,
        {{none, true, none_in},
         {none_out, true, none_out_in},
         {none_in, false, none_in},
         {none_out_in, false, none_out_in},
         {to, true, to_in},
         {to_in, false, to_in},
         {from, false, from, reply::subscribed},
         {from_out, false, from_out, reply::subscribed},
         {both, false, both, reply::subscribed},
         // Note 1 and RFC 6121 §3.4.2: granted in advance.
         {approved(none), false, from, reply::subscribed},
         {approved(none_out), false, from_out, reply::subscribed},
         {approved(to), false, both, reply::subscribed}}},
       {"table 7: unsubscribe",
        presence_type::unsubscribe,
        {{none, false, none},
         {none_out, false, none_out},
         {none_in, true, none, reply::unsubscribed},
         {none_out_in, true, none_out, reply::unsubscribed},
         {to, false, to},
         {to_in, true, to, reply::unsubscribed},
         {from, true, none, reply::unsubscribed},
         {from_out, true, none_out, reply::unsubscribed},
         {both, true, to, reply::unsubscribed}}},
       {"table 8: subscribed",
        presence_type::subscribed,
        {{none, false, none},
         {none_out, true, to},
         {none_in, false, none_in},
         {none_out_in, true, to_in},
         {to, false, to},
         {to_in, false, to_in},
         {from, false, from},
         {from_out, true, both},
         {both, false, both}}},
       {"table 9: unsubscribed",
        presence_type::unsubscribed,
        {{none, false, none},
         {none_out, true, none},
         {none_in, false, none_in},
         {none_out_in, true, none_in},
         {to, true, none},
         {to_in, true, none_in},
         {from, false, from},
         {from_out, true, from},
         {both, true, from}}}};

} // namespace

TEST_CASE("outbound subscription stanzas follow RFC 6121 §A.2") {
  for (const auto& t : outbound_tables)
    for (const auto& r : t.rows) {
      INFO(t.name << ", " << describe(r.now));
      auto result = user::outbound(t.type, r.now);

      CHECK(describe(result.next) == describe(r.next));
      CHECK(result.forward == r.forward);
      CHECK(!result.reply);
    }
}

TEST_CASE("inbound subscription stanzas follow RFC 6121 §A.3") {
  for (const auto& t : inbound_tables)
    for (const auto& r : t.rows) {
      INFO(t.name << ", " << describe(r.now));
      auto result = user::inbound(t.type, r.now);

      CHECK(describe(result.next) == describe(r.next));
      CHECK(result.forward == r.forward);
      CHECK(result.reply == type_of(r.answer));
    }
}

TEST_CASE("every table of RFC 6121 §A has a row for each of the nine states") {
  for (const auto* tables : {&outbound_tables, &inbound_tables})
    for (const auto& t : *tables) {
      INFO(t.name);
      std::set<std::string> states;
      for (const auto& r : t.rows)
        if (!r.now.approved)
          states.insert(describe(r.now));
      CHECK(states.size() == 9);
    }
}

TEST_CASE("a presence type that is no subscription changes nothing") {
  for (auto type : {presence_type::available, presence_type::unavailable,
                    presence_type::probe, presence_type::error}) {
    CHECK(!user::is_subscription(type));
    CHECK(user::outbound(type, both).next == both);
    CHECK(user::inbound(type, both).next == both);
  }
}

TEST_CASE("an inbound request alone is not seen in the roster") {
  CHECK(!user::looks_different(none, none_in));
  CHECK(user::looks_different(none, none_out));
  CHECK(user::looks_different(none, approved(none)));
  CHECK(user::looks_different(to, both));
}

} // namespace subscription_test
