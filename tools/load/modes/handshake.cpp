// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/handshake.hpp"

#include <fmt/format.h>

namespace troupe::load {

using boost::asio::awaitable;

std::string handshake::about() const {
  return "TLS handshakes: connect, TLS, leave";
}

void handshake::describe(CLI::App& app) {
  add_count(app, "--count", count_, "How many connections");
}

awaitable<outcome<verdict>> handshake::run(world& in, report& into) {
  if (in.options.tls == tls_mode::none)
    co_return problem{"a handshake needs --tls starttls or --tls direct"};
  auto& all = crowds_.emplace_back(in, *this);
  all.add(in.options.first, count_);
  in.show([this, &all] {
    return fmt::format("{} of {} handshakes", all.logged_in(), count_);
  });
  const auto before = in.server.read();
  if (auto done = co_await all.log_in(login_goal::encrypted); !done)
    co_return done.error();
  add_costs(into, before, in.server.read(), count_, "handshake");
  into.add_times(all.login_times());
  co_return verdict::all_well;
}

bool handshake::on_login(session& who) {
  who.abandon();
  return true;
}

} // namespace troupe::load
