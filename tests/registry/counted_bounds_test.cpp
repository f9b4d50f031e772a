// SPDX-License-Identifier: Apache-2.0
// The bounds of an address book are counted when they are come to.
#include "actors/registry/address_book.hpp"
#include "tests/support/core_fixture.hpp"
#include "tests/support/moved.hpp"

namespace counted_bounds_test {

using namespace troupe;
using namespace troupe::registry;
using support::chat;
using support::jid;

namespace {

struct idle_port final : address_book::port {
  void find_address(const xml::jid&) override {}
  void send_inbound(const actors::addressable&, xml::stanza) override {}
  void forsake(const actors::addressable&) override {}
  void refuse(const xml::stanza&, xml::condition) override {}
  void confirm(const actors::addressable&, std::function<void(bool)>) override {
  }
  void left(std::uint64_t) override {}
};

struct bounds_fixture : support::actor_fixture {
  void route(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      book.route(chat("bob@example.org", "x"));
  }
  /// One more peer of whom it has a handle.
  void meet(std::size_t number) {
    auto address = "u" + std::to_string(number) + "@example.org";
    book.route(chat(address, "x"));
    book.found(jid(address),
               support::probe<actors::addressable>{*this}.handle());
  }

  idle_port port;
  address_book book{port};
  support::probe<actors::addressable> peer{*this};
};

} // namespace

TEST_CASE_METHOD(bounds_fixture, "what waits for credit is counted") {
  support::moved waited{observe::limit::link_window};
  route(1);
  book.found(jid("bob@example.org"), peer.handle());

  route(link_window - 1);
  CHECK(waited.by() == 0);
  route(3);
  CHECK(waited.by() == 3);
}

TEST_CASE_METHOD(bounds_fixture, "what is refused behind a link is counted") {
  support::moved refused{observe::limit::link_bound};
  support::moved waited{observe::limit::link_window};

  route(link_bound);
  CHECK(refused.by() == 0);
  route(2);
  CHECK(refused.by() == 2);
  CHECK(waited.by() == 0); // for an address that is asked for, not for credit
}

TEST_CASE_METHOD(bounds_fixture, "a book that is full is counted") {
  support::moved full{observe::limit::book_bound};
  for (std::size_t i = 0; i < book_bound; ++i)
    meet(i);
  CHECK(full.by() == 0);

  book.route(chat("one.more@example.org", "x"));

  CHECK(full.by() == 1);
}

} // namespace counted_bounds_test
