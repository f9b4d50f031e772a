// SPDX-License-Identifier: Apache-2.0
// What one request may be made of besides its content.
#include <catch2/catch.hpp>

#include "net/http_reader.hpp"

using namespace troupe::net;
using state = http_reader::state;

namespace {

const std::string post = "POST /a HTTP/1.1\r\nHost: localhost\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

/// What becomes of a text that comes in pieces; nothing comes behind a fault
/// or the end of a request.
state read_in_pieces(http_reader& reader, const std::string& text,
                     std::size_t piece) {
  std::string bytes;
  auto came = state::more;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    bytes += text.substr(at, piece);
    came = reader.read(bytes);
    if (came == state::wrong || came == state::whole)
      break;
  }
  return came;
}

} // namespace

TEST_CASE("a request is the same in whatever pieces it comes") {
  const auto piece = GENERATE(1, 2, 3, 4, 5, 7, 1'000);
  INFO(piece);
  const auto [text, body] = GENERATE(table<std::string, std::string>({
      {post + "Content-Length: 3\r\n\r\n a\n", " a\n"},
      {post + "Content-Length: 0\r\n\r\n", ""},
      {chunked + "0\r\n\r\n", ""},
      {chunked + "1\r\n \r\n2;a=b\r\n\r\n\r\n0;c\r\n\r\n", " \r\n"},
      {chunked + "3\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n", "abc"},
  }));
  INFO(text);
  http_reader reader{{}};

  REQUIRE(read_in_pieces(reader, text, std::size_t(piece)) == state::whole);

  const auto r = reader.take();
  CHECK(r.path == "/a");
  CHECK(r.body == body);
  CHECK(r.header("host") == "localhost");
  CHECK(reader.keep_alive());
  CHECK_FALSE(reader.begun());
}

TEST_CASE("what comes behind a body is no field of the request") {
  http_reader reader{{}};
  auto bytes = chunked
               + "1\r\na\r\n0\r\nAuthorization: Bearer x\r\nCookie: a=b\r\n"
                 "X-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n"
                 "Host: evil.example\r\n\r\nGET /next";

  REQUIRE(reader.read(bytes) == state::whole);

  CHECK(bytes == "GET /next");
  const auto r = reader.take();
  CHECK(
      r.headers
      == http_fields{{"host", "localhost"}, {"transfer-encoding", "chunked"}});
  CHECK(reader.keep_alive());
}

TEST_CASE("a folded line is refused") {
  const auto piece = GENERATE(1, 1'000);
  const std::string text = GENERATE_COPY(
      as<std::string>{}, "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n",
      "GET / HTTP/1.1\r\nHost: localhost\r\nX:\r\n\tb\r\n",
      post + "Transfer-Encoding:\r\n chunked\r\n",
      post + "Content-Length: 1\r\n 0\r\n", post + " X: a\r\n");
  INFO(text);
  http_reader reader{{}};

  CHECK(read_in_pieces(reader, text + "\r\n", std::size_t(piece))
        == state::wrong);
  CHECK(reader.fault() == 400);
}

TEST_CASE("two ways to tell a length are refused") {
  const auto [lengths, fault] = GENERATE(table<std::string, unsigned>({
      {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400},
      {"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", 400},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400},
      {"Transfer-Encoding: chunked, identity\r\n", 501},
      {"Transfer-Encoding: identity\r\nContent-Length: 3\r\n", 501},
      {"Transfer-Encoding: xchunked\r\n", 501},
      {"Transfer-Encoding: chunked;x=1\r\n", 501},
      {"Transfer-Encoding: chunked foo\r\n", 501},
      {"Transfer-Encoding: chunked\"\r\n", 501},
      {"Transfer-Encoding : chunked\r\n", 400},
      {"Content-Length: 3\r\nContent-Length: 4\r\n", 400},
      {"Content-Length: 3, 4\r\n", 400},
      {"Content-Length: -3\r\n", 400},
      {"Content-Length: +3\r\n", 400},
      {"Content-Length: 0x3\r\n", 400},
      {"Content-Length: 99999999999999999999\r\n", 400},
      {"Content-Length:\r\n", 400},
  }));
  INFO(lengths);
  http_reader reader{{}};
  auto bytes = post + lengths + "\r\n0\r\n\r\n";

  CHECK(reader.read(bytes) == state::wrong);
  CHECK(reader.fault() == fault);
}

TEST_CASE("chunks that are none are refused") {
  const std::string chunks = GENERATE(
      as<std::string>{}, "x\r\na\r\n0\r\n\r\n", "-1\r\na\r\n0\r\n\r\n",
      "\r\na\r\n0\r\n\r\n", "1\r\nab\r\n0\r\n\r\n", "1 x\r\na\r\n0\r\n\r\n",
      "10000000000000001\r\na\r\n0\r\n\r\n", "1;a=\"\n\"\r\na\r\n0\r\n\r\n",
      "1;a=\"\x01\"\r\na\r\n0\r\n\r\n",
      "1\r\na\r\n0\r\nContent-Length: 3\r\n\r\n");
  INFO(chunks);
  http_reader reader{{}};
  auto bytes = chunked + chunks;

  CHECK(reader.read(bytes) == state::wrong);
  CHECK((reader.fault() == 400 || reader.fault() == 413));
}

TEST_CASE("what chunks have besides their content is bounded") {
  http_size_limits limits;
  limits.header = 1'000;
  limits.body = 500;
  http_reader reader{limits};
  const std::string long_text(4'000, 'a');
  SECTION("one extension") {
    CHECK(read_in_pieces(reader, chunked + "1;" + long_text, 100)
          == state::wrong);
  }
  SECTION("many extensions") {
    std::string text = chunked;
    for (int i = 0; i < 20; ++i)
      text += "1;" + long_text.substr(0, 200) + "\r\na\r\n";
    CHECK(read_in_pieces(reader, text, 100) == state::wrong);
  }
  SECTION("one trailer") {
    CHECK(read_in_pieces(reader, chunked + "0\r\nA: " + long_text, 100)
          == state::wrong);
  }
  SECTION("many trailers") {
    std::string text = chunked + "0\r\n";
    for (int i = 0; i < 500; ++i)
      text += "A: b\r\n";
    CHECK(read_in_pieces(reader, text, 100) == state::wrong);
  }
  CHECK(reader.fault() == 431);
}

TEST_CASE("a body may come in chunks of one byte") {
  http_size_limits limits;
  limits.header = 200;
  limits.body = 500;
  http_reader reader{limits};
  std::string text = chunked;
  for (int i = 0; i < 500; ++i)
    text += "1\r\na\r\n";

  REQUIRE(read_in_pieces(reader, text + "0\r\n\r\n", 100) == state::whole);
  CHECK(reader.take().body == std::string(500, 'a'));
}
