// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tools/load/modes/numbered_message.hpp"

using namespace troupe;
using namespace troupe::load;

namespace {

xml::element message_with(std::string_view body) {
  return xml::element{"message", "jabber:client"}.with(
      xml::element{"body", "jabber:client"}.with_text(body));
}

std::string body_in(const std::string& text) {
  const auto begin = text.find("<body>") + 6;
  return text.substr(begin, text.find("</body>") - begin);
}

} // namespace

TEST_CASE("a numbered message says who sent it as which one") {
  std::string text;

  write_numbered(text, "u1@example.org", {9, 2, 30, 400}, 0);

  CHECK(text
        == "<message to='u1@example.org' type='chat' id='9-2-30'>"
           "<body>9 2 30 400</body></message>");
}

TEST_CASE("a numbered message can be for a room") {
  std::string text;

  write_numbered(text, "coven@conference.example.org", {9, 2, 30, 400}, 0,
                 "groupchat");

  CHECK(text
        == "<message to='coven@conference.example.org' type='groupchat'"
           " id='9-2-30'><body>9 2 30 400</body></message>");
}

TEST_CASE("what was written can be read") {
  std::string text;
  write_numbered(text, "u1@example.org", {4'294'967'295U, 2, 30, 400}, 100);

  const auto found = read_numbered(message_with(body_in(text)));

  REQUIRE(found);
  CHECK(found->run == 4'294'967'295U);
  CHECK(found->sender == 2);
  CHECK(found->number == 30);
  CHECK(found->at_ns == 400);
}

TEST_CASE("the body is filled up to its size") {
  for (const std::size_t size : {50, 100, 1000}) {
    std::string text;
    write_numbered(text, "u1@example.org", {9, 2, 30, 400}, size);
    CHECK(body_in(text).size() == size);
  }
}

TEST_CASE("messages of others are not taken for ours") {
  CHECK_FALSE(read_numbered(message_with("hello")));
  CHECK_FALSE(read_numbered(message_with("1 2 3")));
  CHECK_FALSE(read_numbered(message_with("")));
  CHECK_FALSE(read_numbered(xml::element{"message", "jabber:client"}));
}
