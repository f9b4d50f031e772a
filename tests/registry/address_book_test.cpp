// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/address_book.hpp"
#include "tests/support/core_fixture.hpp"

namespace address_book_test {

using namespace troupe;
using namespace troupe::registry;
using actors::addressable;
using support::chat;
using support::jid;

struct recorded_port final : address_book::port {
  struct sent_stanza {
    caf::actor_addr to;
    std::string body;
  };

  void find_address(const xml::jid& address) override {
    finds.push_back(address.str());
  }
  void send_inbound(const addressable& to, xml::stanza x) override {
    sent.push_back({caf::actor_cast<caf::actor_addr>(to), support::body_of(x)});
  }
  void forsake(const addressable& peer) override {
    forsaken.push_back(caf::actor_cast<caf::actor_addr>(peer));
  }
  void refuse(const xml::stanza& x, xml::condition why) override {
    refused.emplace_back(support::body_of(x), why);
  }
  void confirm(const addressable& peer,
               std::function<void(bool)> then) override {
    sent.push_back({caf::actor_cast<caf::actor_addr>(peer), "?"});
    questions.push_back(std::move(then));
  }
  void left(std::uint64_t session) override { gone.push_back(session); }

  std::vector<std::string> bodies() const {
    std::vector<std::string> result;
    for (const auto& s : sent)
      result.push_back(s.body);
    return result;
  }

  std::vector<std::string> finds;
  std::vector<sent_stanza> sent;
  std::vector<caf::actor_addr> forsaken;
  std::vector<std::pair<std::string, xml::condition>> refused;
  std::vector<std::uint64_t> gone;
  std::vector<std::function<void(bool)>> questions;
};

struct book_fixture : support::actor_fixture {
  static constexpr auto bob = "bob@example.org";

  /// Routes that many messages to bob.
  void route(std::size_t count, std::uint64_t session = 0) {
    for (std::size_t i = 0; i < count; ++i)
      book.route(chat(bob, std::to_string(next++)), session);
  }
  void found() { book.found(jid(bob), sink.handle()); }
  caf::actor_addr address() {
    return caf::actor_cast<caf::actor_addr>(sink.handle());
  }

  /// So many peers of whom it has handles.
  void open(std::size_t count, const std::string& stem = "u") {
    for (std::size_t i = 1; i <= count; ++i) {
      auto address = stem + std::to_string(i) + "@example.org";
      book.route(chat(address, "x"));
      book.found(jid(address), support::probe<addressable>{*this}.handle());
    }
  }

  recorded_port port;
  address_book book{port};
  support::probe<addressable> sink{*this};
  int next = 0;
};

using strings = std::vector<std::string>;

TEST_CASE_METHOD(book_fixture,
                 "an address is asked for once and stanzas wait in order") {
  CHECK_FALSE(book.route(chat(bob, "a")));
  CHECK_FALSE(book.route(chat("bob@example.org/desk", "b")));
  CHECK_FALSE(book.route(chat(bob, "c")));

  CHECK(port.finds == strings{bob});
  CHECK(port.sent.empty());
  CHECK(book.waiting() == 3);
  found();
  CHECK(port.bodies() == strings{"a", "b", "c"});
  CHECK(book.waiting() == 0);
  CHECK(book.route(chat(bob, "d")));
  CHECK(port.finds.size() == 1);
}

TEST_CASE_METHOD(book_fixture, "each address has a link of its own") {
  route(1);
  book.route(chat("carol@example.org", "x"));
  book.route(chat("example.org", "y"));

  CHECK(port.finds == strings{bob, "carol@example.org", "example.org"});
  found();
  CHECK(port.bodies() == strings{"0"});
  CHECK(book.waiting() == 2);
}

TEST_CASE_METHOD(book_fixture, "no more than a window is on its way") {
  route(1);
  found();
  route(link_window + 9);

  CHECK(port.sent.size() == link_window);
  CHECK(book.waiting() == 10);
  book.credit(address(), 4);
  CHECK(port.sent.size() == link_window + 4);
  CHECK(port.sent.back().body == std::to_string(link_window + 3));
  book.credit(address(), credit_step);
  CHECK(book.waiting() == 0);
  CHECK(port.sent.size() == link_window + 10);
}

TEST_CASE_METHOD(book_fixture, "nothing overtakes what waits") {
  route(1);
  found();
  route(link_window);
  REQUIRE(book.waiting() == 1);

  book.credit(address(), 2);
  route(2);

  for (std::size_t i = 0; i < port.sent.size(); ++i)
    REQUIRE(port.sent[i].body == std::to_string(i));
  CHECK(port.sent.size() == link_window + 2);
  CHECK(book.waiting() == 1);
}

TEST_CASE_METHOD(book_fixture, "more credit than was out opens no more") {
  route(1);
  found();
  book.credit(address(), 1'000'000);
  route(link_window + 1);

  CHECK(port.sent.size() == 1 + link_window);
  CHECK(book.waiting() == 1);
}

TEST_CASE_METHOD(book_fixture, "what exceeds the bound of a link is refused") {
  route(link_bound);
  auto left_at_once = book.route(chat(bob, "too much"), 7);

  CHECK(left_at_once); // it owes the session nothing
  REQUIRE(port.refused.size() == 1);
  CHECK(port.refused[0].first == "too much");
  CHECK(port.refused[0].second == xml::condition::resource_constraint);
  CHECK(book.waiting() == link_bound);
  CHECK(port.gone.empty());
}

TEST_CASE_METHOD(book_fixture,
                 "an address that is not here refuses all that waited") {
  route(2, 7);
  book.found(jid(bob), addressable{});

  REQUIRE(port.refused.size() == 2);
  CHECK(port.refused[0].first == "0");
  CHECK(port.refused[1].first == "1");
  for (const auto& [body, why] : port.refused)
    CHECK(why == xml::condition::remote_server_not_found);
  CHECK(port.gone == std::vector<std::uint64_t>{7, 7});
  CHECK(book.size() == 0);
  route(1);
  CHECK(port.finds == strings{bob, bob});
}

TEST_CASE_METHOD(book_fixture,
                 "each stanza of a session that waited leaves once") {
  route(2, 7);
  route(1, 9);
  route(1); // nobody's
  CHECK(port.gone.empty());
  found();
  CHECK(port.gone == std::vector<std::uint64_t>{7, 7, 9});

  route(link_window, 7);
  CHECK(port.gone.size() == 3); // what left at once is not told
  book.credit(address(), credit_step);
  CHECK(port.gone.size() == 7);
}

TEST_CASE_METHOD(book_fixture, "a peer that left is asked for when needed") {
  route(1);
  found();
  book.forget(address());

  CHECK(port.finds.size() == 1);
  CHECK(book.size() == 0);
  route(1);
  CHECK(port.finds == strings{bob, bob});
  CHECK(port.sent.size() == 1);
}

TEST_CASE_METHOD(book_fixture,
                 "a peer that left while stanzas wait is asked for at once") {
  route(1, 7);
  found();
  route(link_window + 1, 7); // two wait
  book.forget(address());
  CHECK(port.finds == strings{bob, bob});
  auto before = port.sent.size();

  support::probe<addressable> successor{*this};
  book.found(jid(bob), successor.handle());
  route(1);

  REQUIRE(port.sent.size() == before + 3);
  for (std::size_t i = 0; i < port.sent.size(); ++i) {
    CHECK(port.sent[i].body == std::to_string(i));
    CHECK((port.sent[i].to == address()) == (i < before));
  }
}

TEST_CASE_METHOD(book_fixture, "credit of a forgotten peer does nothing") {
  route(1);
  found();
  route(link_window);
  book.forget(address());
  book.credit(address(), credit_step);

  CHECK(port.sent.size() == link_window);
  CHECK(book.waiting() == 1);
  book.forget(address());
  book.credit(caf::actor_addr{}, 1);
  book.forget(caf::actor_addr{});
  CHECK(port.finds.size() == 2);
}

TEST_CASE_METHOD(book_fixture, "a full book forsakes peers that are idle") {
  route(credit_step); // credit is owed for these: not idle
  found();
  book.route(chat("asked@example.org", "x"));
  open(book_bound - 1);
  CHECK(port.forsaken.empty());

  book.route(chat("one.more@example.org", "x"));

  CHECK(port.forsaken.size() == book_bound - 1);
  CHECK(book.size() == 3);
  book.route(chat("u1@example.org", "x"));
  CHECK(port.finds.back() == "u1@example.org");
}

TEST_CASE_METHOD(book_fixture, "who got something is asked to confirm it") {
  std::vector<bool> answers;
  auto confirm = [&] {
    book.confirm([&](bool durable) { answers.push_back(durable); });
  };
  route(1);
  found();
  confirm(); // nothing was tracked yet
  CHECK(answers == std::vector{true});

  book.track();
  route(1);
  confirm();
  CHECK(answers.size() == 1);
  port.questions.at(0)(true);
  CHECK(answers == std::vector{true, true});
  confirm(); // nothing new
  CHECK(answers == std::vector{true, true, true});
  CHECK(port.questions.size() == 1);
}

TEST_CASE_METHOD(book_fixture,
                 "who asks while a question is open waits for its answer") {
  book.track();
  route(1);
  found();
  std::vector<bool> answers;
  auto ask = [&] {
    book.confirm([&](bool durable) { answers.push_back(durable); });
  };
  ask();
  ask();
  CHECK(answers.empty());
  CHECK(port.questions.size() == 1);

  route(1);
  ask(); // about more than the open one
  REQUIRE(port.questions.size() == 2);
  port.questions[0](true);
  CHECK(answers == std::vector{true, true});
  port.questions[1](false);
  CHECK(answers == std::vector{true, true, false});
}

TEST_CASE_METHOD(book_fixture, "the question waits behind what waits") {
  book.track();
  std::optional<bool> answer;
  route(link_window + 2);
  book.confirm([&](bool durable) { answer = durable; });
  CHECK(port.questions.empty());
  found();
  CHECK(port.questions.empty());
  book.credit(address(), credit_step);

  REQUIRE(port.questions.size() == 1);
  CHECK(port.bodies().back() == "?");
  CHECK_FALSE(answer);
  port.questions[0](true);
  CHECK(answer == true);
}

TEST_CASE_METHOD(book_fixture, "what failed is asked about once more") {
  book.track();
  route(1);
  found();
  std::vector<bool> answers;
  book.confirm([&](bool durable) { answers.push_back(durable); });
  port.questions.at(0)(false);
  book.confirm([&](bool durable) { answers.push_back(durable); });
  port.questions.at(1)(true);

  CHECK(answers == std::vector{false, true});
}

TEST_CASE_METHOD(book_fixture, "an address that is not there is no obstacle") {
  book.track();
  route(1);
  std::optional<bool> answer;
  book.confirm([&](bool durable) { answer = durable; });
  book.found(jid(bob), {});

  CHECK(port.refused.size() == 1);
  CHECK(answer == true);
}

TEST_CASE_METHOD(book_fixture, "a full book keeps whom it has asked") {
  book.track();
  route(1);
  found();
  book.confirm([](bool) {});
  open(book_bound - 1);
  book.route(chat("one.more@example.org", "x"));
  CHECK(port.forsaken.empty());
  CHECK(port.questions.size() == 1);
}

TEST_CASE_METHOD(book_fixture, "whom it has only asked for fill no book") {
  open(1);
  for (std::size_t i = 0; i < 2 * book_bound; ++i)
    book.route(chat("asked" + std::to_string(i) + "@example.org", "x"));
  CHECK(port.forsaken.empty());
}

TEST_CASE_METHOD(book_fixture, "a full book of peers in use grows first") {
  book.track();
  open(book_bound);
  book.route(chat("more@example.org", "x"));
  book.confirm([](bool) {});
  for (const auto& answer : std::exchange(port.questions, {}))
    answer(true); // now all are idle
  open(book_bound - 1, "later");
  CHECK(port.forsaken.empty());
  open(2, "last");
  CHECK(port.forsaken.size() >= book_bound);
}

TEST_CASE_METHOD(book_fixture, "what waits is counted until it has left") {
  book.track();
  route(3);
  book.route(chat("carol@example.org", "x"));
  book.confirm([](bool) {}); // a question to either
  CHECK(book.waiting() == 6);
  found();
  CHECK(book.waiting() == 2);
  book.found(jid("carol@example.org"), addressable{});
  CHECK(book.waiting() == 0);
  route(link_window + 1); // three were out before
  CHECK(book.waiting() == 4);
  book.close();
  CHECK(book.waiting() == 0);
}

TEST_CASE_METHOD(book_fixture, "a closed book has forsaken all its peers") {
  route(1);
  found();
  book.route(chat("carol@example.org", "x"));
  book.close();

  CHECK(port.forsaken == std::vector<caf::actor_addr>{address()});
  CHECK(book.size() == 0);
  book.found(jid("carol@example.org"), sink.handle()); // too late
  CHECK(book.size() == 0);
  CHECK(port.sent.size() == 1);
}

} // namespace address_book_test
