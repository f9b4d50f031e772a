// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <catch2/catch.hpp>

#include "net/listener.hpp"
#include "tests/net/test_loop.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::unique_ptr<listener> opened(test_loop& loop, const endpoint& where) {
  auto made = listener::open(loop.io, where);
  REQUIRE(made.has_value());
  return std::move(*made);
}

struct listening : test_loop {
  explicit listening(const std::string& address = "127.0.0.1")
      : door(opened(*this, {address, 0})) {
    door->start([this]() -> asio::io_context& { return io; },
                [this](tcp::socket s) { accepted.push_back(std::move(s)); });
  }

  tcp::socket connect(const asio::ip::address& to) {
    tcp::socket s{io};
    s.connect({to, door->port()});
    return s;
  }

  std::unique_ptr<listener> door;
  std::vector<tcp::socket> accepted;
};

/// Leaves no descriptor to be opened for its lifetime.
struct no_descriptors {
  no_descriptors() {
    getrlimit(RLIMIT_NOFILE, &before);
    const int next = dup(0);
    close(next);
    rlimit now = before;
    now.rlim_cur = static_cast<rlim_t>(next);
    setrlimit(RLIMIT_NOFILE, &now);
  }
  ~no_descriptors() { setrlimit(RLIMIT_NOFILE, &before); }
  rlimit before;
};

} // namespace

TEST_CASE("an endpoint is an address and a port") {
  const auto [text, address, port, loopback]
      = GENERATE(table<std::string, std::string, int, bool>({
          {"127.0.0.1:5222", "127.0.0.1", 5222, true},
          {"127.9.9.9:1", "127.9.9.9", 1, true},
          {"[::1]:5222", "::1", 5222, true},
          {"[::]:0", "::", 0, false},
          {"*:65535", "*", 65535, false},
          {"192.0.2.1:80", "192.0.2.1", 80, false},
      }));
  CAPTURE(text);

  const auto parsed = parse_endpoint(text);

  REQUIRE(parsed.has_value());
  CHECK(parsed->address == address);
  CHECK(parsed->port == port);
  CHECK(parsed->is_loopback() == loopback);
  CHECK(to_string(*parsed) == text);
}

TEST_CASE("what is no endpoint is refused with an example") {
  const auto text
      = GENERATE(as<std::string>{}, "", "5222", ":5222", "127.0.0.1",
                 "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                 "127.0.0.1:5222x", "::1:5222", "[127.0.0.1]:5222", "[*]:5222",
                 "[::1:5222", "localhost:5222");
  CAPTURE(text);

  const auto parsed = parse_endpoint(text);

  REQUIRE_FALSE(parsed.has_value());
  CHECK_THAT(parsed.error(), Catch::StartsWith("\"" + text + "\": expected")
                                 && Catch::Contains("127.0.0.1:5222"));
}

TEST_CASE("a listener hands on sockets that do not delay") {
  listening l;
  const auto first = l.connect(asio::ip::address_v4::loopback());
  const auto second = l.connect(asio::ip::address_v4::loopback());

  REQUIRE(l.until([&] { return l.accepted.size() == 2; }));

  tcp::no_delay option;
  l.accepted.front().get_option(option);
  CHECK(option.value());
  CHECK(l.accepted.front().remote_endpoint() == first.local_endpoint());
  CHECK(l.accepted.back().remote_endpoint() == second.local_endpoint());
}

TEST_CASE("the star takes IPv4 and IPv6") {
  listening l{"*"};

  const auto v4 = l.connect(asio::ip::address_v4::loopback());
  REQUIRE(l.until([&] { return l.accepted.size() == 1; }));
  const auto v6 = l.connect(asio::ip::address_v6::loopback());
  REQUIRE(l.until([&] { return l.accepted.size() == 2; }));
}

TEST_CASE("a socket belongs to the chosen loop") {
  test_loop accepting;
  test_loop serving;
  auto door = opened(accepting, {"127.0.0.1", 0});
  std::optional<tcp::socket> accepted;
  door->start([&]() -> asio::io_context& { return serving.io; },
              [&](tcp::socket s) { accepted = std::move(s); });
  tcp::socket client{accepting.io};
  client.connect({asio::ip::address_v4::loopback(), door->port()});

  REQUIRE(accepting.until([&] { return accepted.has_value(); }));

  const auto executor
      = accepted->get_executor().target<asio::io_context::executor_type>();
  REQUIRE(executor);
  CHECK(&executor->context() == &serving.io);
}

TEST_CASE("a port in use is an error that names it") {
  test_loop loop;
  const auto first = opened(loop, {"127.0.0.1", 0});

  const auto second = listener::open(loop.io, {"127.0.0.1", first->port()});

  REQUIRE_FALSE(second.has_value());
  CHECK(second.error()
        == "127.0.0.1:" + std::to_string(first->port())
               + ": address already in use");
}

TEST_CASE("an address of another machine is an error") {
  test_loop loop;

  const auto opened = listener::open(loop.io, {"192.0.2.1", 5222});

  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error() == "192.0.2.1:5222: cannot assign requested address");
}

TEST_CASE("a port is free again at once after stop") {
  listening l;
  const auto port = l.door->port();
  auto client = l.connect(asio::ip::address_v4::loopback());
  REQUIRE(l.until([&] { return l.accepted.size() == 1; }));

  l.door->stop();
  l.accepted.clear(); // the server's end closes first: TIME_WAIT is its

  CHECK(listener::open(l.io, {"127.0.0.1", port}).has_value());
}

TEST_CASE("a listener stopped or destroyed accepts nothing more") {
  listening l;
  const auto client = l.connect(asio::ip::address_v4::loopback());
  if (GENERATE(false, true))
    l.door->stop();
  else
    l.door.reset();

  l.settle();

  CHECK(l.accepted.empty());
}

TEST_CASE("a listener may be stopped by what it hands the socket to") {
  test_loop loop;
  auto door = opened(loop, {"127.0.0.1", 0});
  int accepted = 0;
  door->start([&]() -> asio::io_context& { return loop.io; },
              [&](tcp::socket) {
                ++accepted;
                door->stop();
              });
  tcp::socket client{loop.io};
  client.connect({asio::ip::address_v4::loopback(), door->port()});

  REQUIRE(loop.until([&] { return accepted == 1; }));
  loop.settle();
  CHECK(accepted == 1);
}

TEST_CASE("out of descriptors a listener rests and then goes on") {
  listening l;
  const auto client = l.connect(asio::ip::address_v4::loopback());
  std::size_t handlers = 0;
  {
    const no_descriptors none;
    const auto until
        = std::chrono::steady_clock::now() + std::chrono::milliseconds{50};
    l.io.restart();
    handlers = l.io.run_until(until);
    CHECK(l.accepted.empty());
  }
  CHECK(handlers <= 2); // it does not spin

  REQUIRE(l.until([&] { return l.accepted.size() == 1; }));
}
