// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.hpp"

#include "net/http_answer_slot.hpp"
#include "net/http_connection.hpp"

namespace troupe::net {

using boost::asio::ip::tcp;
using boost::system::result;

http_responder::http_responder(std::shared_ptr<http_answer_slot> slot)
    : slot_(std::move(slot)) {
}

void http_responder::answer(http_response response) const {
  slot_->answer(std::move(response));
}

http_stream http_responder::stream(std::function<void()> gone) const {
  return slot_->stream(std::move(gone));
}

struct http_server::state {
  std::shared_ptr<http_shared> shared;
  std::vector<std::unique_ptr<listener>> listeners;
};

http_server::http_server(std::unique_ptr<state> s) : state_(std::move(s)) {
}

http_server::~http_server() {
  auto& shared = *state_->shared;
  for (auto& each : state_->listeners)
    each->stop();
  shared.gate->close();
  for (const auto& [key, connection] : std::exchange(shared.open, {}))
    connection->close();
  shared.on_request = nullptr;
}

http_counts http_server::counts() const {
  auto counts = state_->shared->counts;
  counts.connections = state_->shared->open.size();
  return counts;
}

result<std::unique_ptr<http_server>, std::string>
http_server::open(boost::asio::io_context& loop,
                  const std::vector<endpoint>& where, handler on_request,
                  http_options options) {
  auto made = std::make_unique<state>();
  made->shared = std::make_shared<http_shared>(loop, std::move(on_request),
                                               std::move(options));
  std::vector<endpoint> listening;
  for (const auto& each : where) {
    auto opened = listener::open(loop, each);
    if (!opened)
      return opened.error();
    listening.push_back({each.address, (*opened)->port()});
    made->listeners.push_back(std::move(*opened));
  }
  for (auto& each : made->listeners)
    each->start([&loop]() -> boost::asio::io_context& { return loop; },
                [shared = made->shared](tcp::socket socket) {
                  auto connection = std::make_shared<http_connection>(
                      std::move(socket), shared);
                  if (connection->enter())
                    return connection->start();
                  ++shared->counts.refused;
                });
  std::unique_ptr<http_server> server{new http_server{std::move(made)}};
  server->listening_ = std::move(listening);
  return server;
}

} // namespace troupe::net
