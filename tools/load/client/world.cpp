// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/world.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tools/load/client/session.hpp"
#include "tools/load/figures/listener_search.hpp"

namespace troupe::load {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

outcome<std::vector<tcp::endpoint>> look_up(asio::io_context& io,
                                            const server_place& place) {
  boost::system::error_code failed;
  const auto found = tcp::resolver{io}.resolve(place.host, place.port, failed);
  if (failed)
    return problem{"cannot find " + place.host + ": " + failed.message()
                   + "; is --to right?"};
  std::vector<tcp::endpoint> all;
  for (const auto& each : found)
    all.push_back(each.endpoint());
  return all;
}

} // namespace

outcome<std::unique_ptr<world>> world::make(common_options options) {
  std::unique_ptr<world> made{new world};
  const auto place = parse_place(options.to);
  if (!place)
    return place.error();
  made->domain = options.domain.empty() ? place->host : options.domain;
  auto endpoints = look_up(made->io, *place);
  if (!endpoints)
    return endpoints.error();
  made->endpoints = std::move(*endpoints);
  auto sasl = sasl_clients::make();
  if (!sasl)
    return sasl.error();
  made->sasl = std::move(*sasl);
  if (options.tls != tls_mode::none) {
    auto tls = tls_client::make(options.insecure, options.ciphersuite);
    if (!tls)
      return tls.error();
    made->tls = std::move(*tls);
  }
  made->options = std::move(options);
  made->server = meter{made->find_server()};
  return made;
}

asio::awaitable<bool> world::until(std::function<bool()> done,
                                   clock::duration limit) {
  const auto end = clock::now() + limit;
  while (!done()) {
    if (clock::now() >= end)
      co_return false;
    bell_.expires_at(end);
    co_await bell_.async_wait(waiting);
  }
  co_return true;
}

asio::awaitable<void> world::wait_seconds(double time) {
  co_await until([this] { return is_interrupted_; },
                 std::chrono::duration_cast<clock::duration>(
                     std::chrono::duration<double>(time)));
}

/// The process that is to be measured; 0: it is elsewhere or another user's.
int world::find_server() const {
  if (options.pid > 0)
    return options.pid;
  // Only an address of this machine can be listened at.
  const auto& address = endpoints.front().address();
  boost::system::error_code elsewhere;
  asio::io_context any;
  tcp::socket probe{any};
  probe.open(endpoints.front().protocol(), elsewhere);
  if (!elsewhere)
    probe.bind({address, 0}, elsewhere);
  if (elsewhere)
    return 0;
  return find_listener(endpoints.front().port()).value_or(0);
}

void world::flush_later(session& each) {
  if (to_flush_.empty())
    asio::post(io, [this] { flush_all(); });
  to_flush_.push_back(&each);
}

void world::flush_all() {
  flushing_.swap(to_flush_);
  for (auto* each : flushing_)
    each->flush();
  flushing_.clear();
}

void world::interrupt() {
  is_interrupted_ = true;
  ring();
}

std::optional<tcp::endpoint> world::source_of(std::size_t number) const {
  if (options.source_addresses <= 1 || !endpoints.front().address().is_v4())
    return {};
  const auto first = asio::ip::address_v4::loopback().to_uint();
  const auto offset = static_cast<unsigned>(number % options.source_addresses);
  return tcp::endpoint{asio::ip::address_v4{first + offset}, 0};
}

} // namespace troupe::load
