// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/observe/figures.hpp"

namespace figures_test {

using namespace troupe;
using namespace troupe::observe;

TEST_CASE("figures are what is counted, by name") {
  const auto before = figures_of(totals::now());

  count_stanza(direction::in, xml::stanza_kind::message);
  count_sasl(mechanism::plain, 0);
  observe::count(limit::stanza);
  observe::count(counter::storage_queued, 3);
  observe::count(counter::storage_taken, 1);
  const counted_actor<actor_kind::room> room;

  const auto after = figures_of(totals::now());
  auto grown = [&](const char* where) {
    const nlohmann::json::json_pointer at{where};
    return after.at(at).get<std::uint64_t>()
           - before.at(at).get<std::uint64_t>();
  };
  CHECK(grown("/stanzas/in/message") == 1);
  CHECK(grown("/stanzas/out/message") == 0);
  CHECK(grown("/sasl/PLAIN/success") == 1);
  CHECK(grown("/limits/stanza") == 1);
  CHECK(grown("/storage/waiting") == 2);
  CHECK(grown("/actors/room") == 1);
}

TEST_CASE("a quantile is the bound that so many do not exceed") {
  const auto at = place::hop_waits
                  + std::size_t(actor_kind::admin) * place::histogram_size;
  CHECK(quantile_ns(totals::now(), at, 0.5) == 0);
  CHECK_FALSE(figures_of(totals::now()).at("hops").contains("admin"));

  for (int i = 0; i < 98; ++i)
    observe_hop(actor_kind::admin, 1'500, 0, 0);
  observe_hop(actor_kind::admin, 3'000, 0, 0);
  observe_hop(actor_kind::admin, std::int64_t{1} << 62, 0, 0);

  const auto now = totals::now();
  CHECK(quantile_ns(now, at, 0) == 1'536);
  CHECK(quantile_ns(now, at, 0.5) == 1'536);
  CHECK(quantile_ns(now, at, 0.98) == 1'536);
  CHECK(quantile_ns(now, at, 0.99) == 3'072);
  CHECK(quantile_ns(now, at, 1) == std::uint64_t{1} << 34);
  const auto told = figures_of(now).at("hops").at("admin").at("wait");
  CHECK(told.at("count") == 100);
  CHECK(told.at("median") == 1.536);
}

} // namespace figures_test
