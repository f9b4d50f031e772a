// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <thread>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "net/control_socket.hpp"
#include "tests/net/test_certificates.hpp"
#include "tests/net/test_loop.hpp"
#include "tests/support/print_result.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
using namespace std::chrono_literals;
namespace errc = boost::system::errc;

namespace {

using answer = boost::system::result<std::string>;

/// A socket that repeats each line and who it came from.
struct echo : test_loop {
  explicit echo(control_options options = {}) : echo("s", options) {}
  echo(const std::string& name, control_options options) : file(where / name) {
    auto opened = control_socket::open(
        io, file, [](control_request r) { repeat(std::move(r)); }, options);
    REQUIRE(opened);
    socket = std::move(*opened);
  }

  static void repeat(control_request request) {
    if (request.too_long)
      return request.answer("too long");
    request.answer(std::to_string(request.uid) + ' ' + request.line);
  }

  /// What another thread is told while the loop runs.
  std::vector<answer> ask(std::vector<std::string> lines) {
    std::vector<answer> answers;
    std::atomic<bool> done = false;
    std::thread asking{[&] {
      auto client = control_client::connect(file);
      for (const auto& line : lines)
        answers.push_back(client ? client->ask(line, 10s)
                                 : answer{client.error()});
      done = true;
      boost::asio::post(io, [] {});
    }};
    CHECK(until([&] { return done.load(); }));
    asking.join();
    return answers;
  }

  scratch_directory where;
  std::filesystem::path file;
  std::unique_ptr<control_socket> socket;
};

/// A socket on which nobody listens any more.
void leave_socket(const std::filesystem::path& file) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  file.string().copy(address.sun_path, sizeof address.sun_path - 1);
  const auto fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address)
          == 0);
  ::close(fd);
}

std::string opening_fails(boost::asio::io_context& io,
                          const std::filesystem::path& file) {
  auto opened = control_socket::open(io, file, echo::repeat);
  REQUIRE_FALSE(opened);
  return opened.error();
}

} // namespace

TEST_CASE("each line of a connection is answered, with who asks") {
  echo server;
  const auto uid = std::to_string(geteuid());

  const auto answers = server.ask({"one", "", "three\xff"});

  REQUIRE(answers.size() == 3);
  CHECK(*answers[0] == uid + " one");
  CHECK(*answers[1] == uid + " ");
  CHECK(*answers[2] == uid + " three\xff");
}

TEST_CASE("the socket is for its owner only, and goes with the server") {
  echo server;
  struct stat facts {};
  REQUIRE(stat(server.file.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);

  server.socket.reset();

  CHECK_FALSE(std::filesystem::exists(server.file));
}

TEST_CASE("a line of the greatest length is taken, a longer one is not") {
  echo server{control_options{100, {}}};
  const auto uid = std::to_string(geteuid());
  const std::string longest(100, 'x');

  CHECK(*server.ask({longest}).front() == uid + ' ' + longest);

  const auto answers = server.ask({longest + 'x', "the connection has ended"});
  CHECK(*answers[0] == "too long");
  CHECK_FALSE(answers[1]);

  CHECK(*server.ask({std::string(10'000'000, 'x')}).front() == "too long");
}

TEST_CASE("who is not allowed is not heard") {
  echo server{control_options{100, {geteuid() + 1}}};

  CHECK_FALSE(server.ask({"hello"}).front());
}

TEST_CASE("a request that is cut short is none") {
  bool asked = false;
  test_loop loop;
  scratch_directory where;
  auto socket = control_socket::open(loop.io, where / "s",
                                     [&](control_request) { asked = true; });
  REQUIRE(socket);

  boost::asio::local::stream_protocol::socket client{loop.io};
  client.connect({(where / "s").string()});
  boost::asio::write(client, boost::asio::buffer("half a line", 11));
  client.shutdown(boost::asio::socket_base::shutdown_send);
  bool closed = false;
  char byte = 0;
  client.async_read_some(boost::asio::buffer(&byte, 1),
                         [&](auto why, std::size_t) { closed = !!why; });

  CHECK(loop.until([&] { return closed; }));
  CHECK_FALSE(asked);
}

TEST_CASE("an answer may come late, and to nobody") {
  test_loop loop;
  scratch_directory where;
  std::function<void(const std::string&)> answer;
  auto socket
      = control_socket::open(loop.io, where / "s", [&](control_request r) {
          answer = std::move(r.answer);
        });
  REQUIRE(socket);
  boost::asio::local::stream_protocol::socket client{loop.io};
  client.connect({(where / "s").string()});
  boost::asio::write(client, boost::asio::buffer("x\n", 2));
  REQUIRE(loop.until([&] { return answer != nullptr; }));

  SECTION("the client has gone") {
    client.close();
    answer("anybody there?");
    loop.settle();
  }
  SECTION("the server has gone") {
    socket->reset();
    answer("anybody there?");
    loop.settle();
  }
  SECTION("both are there") {
    answer("yes");
    std::string text;
    boost::asio::async_read_until(client, boost::asio::dynamic_buffer(text),
                                  '\n', [](auto, std::size_t) {});
    CHECK(loop.until([&] { return text == "yes\n"; }));
  }
}

TEST_CASE("a socket that nobody answers on is replaced") {
  scratch_directory where;
  test_loop loop;
  leave_socket(where / "s");

  CHECK(control_socket::open(loop.io, where / "s", echo::repeat));
}

TEST_CASE("what is in use or no socket is left as it is") {
  echo server;
  const auto text = server.where.write("text", "mine");

  CHECK(opening_fails(server.io, server.file)
        == server.file.string() + " is in use by another server");
  CHECK(opening_fails(server.io, text)
        == text.string() + " is there and no socket: move it away");
  CHECK(content_of(text) == "mine");
  CHECK(server.ask({"still there"}).front());
}

TEST_CASE("a long path is no obstacle") {
  scratch_directory where;
  const auto deep = where / std::string(120, 'd');
  std::filesystem::create_directory(deep);
  test_loop loop;

  auto socket = control_socket::open(loop.io, deep / "s", echo::repeat);

  REQUIRE(socket);
  CHECK(control_client::connect(deep / "s"));
  socket->reset();
  CHECK_FALSE(std::filesystem::exists(deep / "s"));
}

TEST_CASE("a client learns that no server is there") {
  scratch_directory where;
  leave_socket(where / "stale");

  CHECK(control_client::connect(where / "none").error()
        == errc::no_such_file_or_directory);
  CHECK(control_client::connect(where / "stale").error()
        == errc::connection_refused);
}

TEST_CASE("a client does not wait for ever") {
  test_loop loop;
  scratch_directory where;
  auto socket
      = control_socket::open(loop.io, where / "s", [](control_request) {});
  REQUIRE(socket);
  auto client = control_client::connect(where / "s");
  REQUIRE(client);

  CHECK(client->ask("hello", 5ms).error() == errc::timed_out);
}
