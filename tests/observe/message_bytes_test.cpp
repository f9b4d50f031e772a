// SPDX-License-Identifier: Apache-2.0
#include <caf/make_message.hpp>
#include <catch2/catch.hpp>

#include "actors/message_bytes.hpp"
#include "tests/support/core_fixture.hpp"

namespace message_bytes_test {

struct of_no_interface {};

} // namespace message_bytes_test

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(message_bytes_test::of_no_interface)

namespace message_bytes_test {

using namespace troupe;

namespace {

template <class Message>
std::size_t size_of_message(Message m) {
  const auto message = caf::make_message(std::move(m));
  return actors::bytes_of(message.content());
}

} // namespace

TEST_CASE("a message carries its stanza's content, by whatever name") {
  const auto x = support::chat("bob@example.org", "hello");
  const auto size = x.content().size();
  REQUIRE(size > 5);

  CHECK(size_of_message(actors::outbound{1, x}) == size);
  CHECK(size_of_message(actors::inbound{x}) == size);
  CHECK(size_of_message(actors::send_stanza{x}) == size);
  CHECK(size_of_message(actors::answered_by_session{1, x}) == size);
  CHECK(size_of_message(actors::ask_address{x}) == size);
  CHECK(size_of_message(actors::session_closed{0, {x, x}}) == 2 * size);
  CHECK(size_of_message(actors::address_answered{{x, x, x}}) == 3 * size);
}

TEST_CASE("a transaction carries what its operations hold, and its answers") {
  persistence::put_document put{"bob@example.org", "vcard",
                                std::string(1'000, 'x')};
  const auto size = persistence::size_of(put);
  REQUIRE(size >= 1'000);

  CHECK(size_of_message(actors::run_transaction{{put, put}}) == 2 * size);
  auto found
      = std::make_shared<const actors::transaction_result>(persistence::answers{
          std::optional<std::string>{std::string(500, 'x')},
          persistence::map_entries{{"key", "value"}}, std::monostate{}});
  CHECK(size_of_message(actors::transaction_done{found}) == 508);
}

TEST_CASE("other messages are as large as they are, unknown ones of no size") {
  CHECK(size_of_message(actors::let_go{}) == sizeof(actors::let_go));
  CHECK(size_of_message(actors::released{}) == sizeof(actors::released));
  CHECK(size_of_message(of_no_interface{}) == 0);
}

} // namespace message_bytes_test
