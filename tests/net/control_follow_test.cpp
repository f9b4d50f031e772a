// SPDX-License-Identifier: Apache-2.0
// Requests that get several lines before their answer.
#include <algorithm>
#include <optional>
#include <thread>

#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "net/control_socket.hpp"
#include "tests/net/test_certificates.hpp"
#include "tests/net/test_loop.hpp"
#include "tests/support/print_result.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
namespace asio = boost::asio;
namespace errc = boost::system::errc;

namespace {

std::string count(std::uint64_t lines) {
  return "dropped " + std::to_string(lines);
}

/// A socket that keeps what it is asked, and a client on the same loop.
struct asked : test_loop {
  explicit asked(std::size_t most_unsent = std::size_t{256} * 1024) {
    auto opened = control_socket::open(
        io, file,
        [this](control_request r) { requests.push_back(std::move(r)); },
        {100, {}, most_unsent, count});
    REQUIRE(opened);
    socket = std::move(*opened);
    client.connect({file.string()});
  }

  void ask(const std::string& line) {
    asio::write(client, asio::buffer(line + '\n'));
    const auto wanted = requests.size() + 1;
    REQUIRE(until([&] { return requests.size() == wanted; }));
  }
  std::string next_line() {
    bool there = false;
    std::size_t size = 0;
    asio::async_read_until(client, asio::dynamic_buffer(received), '\n',
                           [&](auto why, std::size_t bytes) {
                             CHECK_FALSE(why);
                             size = bytes;
                             there = true;
                           });
    CHECK(until([&] { return there; }));
    auto line = received.substr(0, size == 0 ? 0 : size - 1);
    received.erase(0, size);
    return line;
  }
  bool is_closed() {
    bool closed = false;
    asio::async_read(client, asio::dynamic_buffer(received),
                     [&](auto, std::size_t) { closed = true; });
    return until([&] { return closed; });
  }
  /// Notes the end of the last request's asker.
  void watch() {
    requests.back().when_gone([this] { ++gone; });
    settle();
  }

  scratch_directory where;
  std::filesystem::path file = where / "s";
  std::vector<control_request> requests;
  int gone = 0;
  std::unique_ptr<control_socket> socket;
  asio::local::stream_protocol::socket client{io};
  std::string received;
};

} // namespace

TEST_CASE("a request may get several lines before its answer") {
  asked server;
  server.ask("go on");

  server.requests[0].tell("one");
  server.requests[0].tell("two");
  CHECK(server.next_line() == "one");
  CHECK(server.next_line() == "two");
  server.requests[0].answer("end");
  CHECK(server.next_line() == "end");

  server.requests[0].tell("late");
  server.requests[0].answer("again");
  server.ask("next");
  server.requests[0].tell("later");
  server.requests[1].answer("yes");
  CHECK(server.next_line() == "yes");
}

TEST_CASE("lines come from any thread in their order") {
  asked server;
  server.ask("go on");

  std::thread other{[&] {
    for (int i = 0; i < 1000; ++i)
      server.requests[0].tell(std::to_string(i));
    server.requests[0].answer("end");
  }};
  for (int i = 0; i < 1000; ++i)
    CHECK(server.next_line() == std::to_string(i));
  CHECK(server.next_line() == "end");
  other.join();
}

TEST_CASE("what a slow reader has no room for is dropped and counted") {
  constexpr std::size_t room = 10'000;
  asked server{room};
  server.ask("go on");
  const std::string line(99, 'x');
  // Far more than the kernel takes.
  constexpr std::uint64_t all = 50'000;
  for (std::uint64_t i = 0; i < all; ++i) {
    server.requests[0].tell(line);
    server.io.poll();
  }

  std::uint64_t came = 0;
  server.requests[0].answer("end");
  auto next = server.next_line();
  for (; next == line; next = server.next_line())
    ++came;

  CHECK(came * 100 >= room - 100);
  CHECK(next == count(all - came));
  CHECK(server.next_line() == "end");
}

TEST_CASE("the next line that fits says how many did not") {
  asked server{100};
  server.ask("go on");
  const auto& tell = server.requests[0].tell;

  tell(std::string(60, 'a'));
  tell(std::string(60, 'b'));
  tell(std::string(60, 'c'));
  tell("d");
  CHECK(server.next_line() == std::string(60, 'a'));
  CHECK(server.next_line() == std::string(60, 'b'));
  tell("e");
  tell("f");

  CHECK(server.next_line() == "dropped 2");
  CHECK(server.next_line() == "e");
  CHECK(server.next_line() == "f");
}

TEST_CASE("a line that is longer than the bound is told, one at a time") {
  asked server{100};
  server.ask("go on");
  const auto& tell = server.requests[0].tell;
  const std::string long_one(200, 'a');

  tell(long_one);
  tell("b");
  CHECK(server.next_line() == long_one);
  tell("c");
  tell(long_one);

  CHECK(server.next_line() == "dropped 1");
  CHECK(server.next_line() == "c");
  CHECK(server.next_line() == long_one);
}

TEST_CASE("who tells a client is told that it has gone") {
  asked server;
  server.ask("go on");

  SECTION("it closes") {
    server.watch();
    CHECK(server.gone == 0);
    server.client.close();
    CHECK(server.until([&] { return server.gone == 1; }));
  }
  SECTION("it closes, and nobody wanted to know yet") {
    server.client.close();
    server.settle();
    server.watch();
    CHECK(server.until([&] { return server.gone == 1; }));
  }
  SECTION("it says that it is enough, and sees the end") {
    server.watch();
    server.client.shutdown(asio::socket_base::shutdown_send);
    CHECK(server.is_closed());
    CHECK(server.gone == 1);
  }
  SECTION("it has not read all that is there for it") {
    server.watch();
    for (int i = 0; i < 50'000; ++i) {
      server.requests[0].tell(std::string(99, 'x'));
      server.io.poll();
    }
    server.client.close();
    CHECK(server.until([&] { return server.gone == 1; }));
  }
  SECTION("the server ends") {
    server.watch();
    server.socket.reset();
    CHECK(server.gone == 1);
  }
  server.requests[0].tell("anybody there?");
  server.requests[0].answer("no");
  server.settle();
  CHECK(server.gone == 1);
}

TEST_CASE("after its answer a request ends with nobody") {
  asked server;
  server.ask("go on");
  server.watch();
  server.requests[0].answer("end");
  CHECK(server.next_line() == "end");

  server.requests[0].when_gone([&] { server.gone += 10; });
  server.client.close();
  server.settle();

  CHECK(server.gone == 0);
}

TEST_CASE("a client that has said all still gets its answers") {
  asked server;
  asio::write(server.client, asio::buffer(std::string{"one\ntwo\n"}));
  server.client.shutdown(asio::socket_base::shutdown_send);
  REQUIRE(server.until([&] { return server.requests.size() == 1; }));
  server.requests[0].answer("1");
  REQUIRE(server.until([&] { return server.requests.size() == 2; }));
  server.requests[1].answer("2");

  CHECK(server.next_line() == "1");
  CHECK(server.next_line() == "2");
  CHECK(server.is_closed());
}

TEST_CASE("what was said last is out when the server ends") {
  asked server;
  server.ask("go on");
  server.requests[0].tell("one");
  server.requests[0].answer("the server stops");
  asio::post(server.io, [&] { server.socket.reset(); });

  CHECK(server.next_line() == "one");
  CHECK(server.next_line() == "the server stops");
  CHECK(server.is_closed());
}

TEST_CASE("a client follows until it is enough") {
  asked server;
  const int enough = ::eventfd(0, 0);
  std::vector<std::string> lines;
  std::optional<boost::system::error_code> came;
  std::thread following{[&] {
    auto client = control_client::connect(server.file);
    auto why = client->follow(
        "go on",
        [&](const std::string& line) {
          lines.push_back(line);
          return line != "end";
        },
        enough);
    asio::post(server.io, [&came, why] { came = why; });
  }};
  REQUIRE(server.until([&] { return !server.requests.empty(); }));
  server.watch();
  server.requests[0].tell("one");

  SECTION("the answer comes") {
    server.requests[0].answer("end");
    CHECK(server.until([&] { return came.has_value(); }));
    CHECK_FALSE(*came);
    CHECK(lines == std::vector<std::string>{"one", "end"});
  }
  SECTION("it has had enough") {
    ::eventfd_write(enough, 1);
    CHECK(server.until([&] { return came.has_value(); }));
    CHECK(*came == errc::operation_canceled);
    CHECK(server.gone == 1);
  }
  SECTION("the server has gone") {
    server.socket.reset();
    CHECK(server.until([&] { return came.has_value(); }));
    CHECK(*came == errc::connection_aborted);
  }
  following.join();
  ::close(enough);
}
