// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/idle.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace troupe::load {

using boost::asio::awaitable;

std::string idle::about() const {
  return "Sessions that do nothing: memory of each, CPU of all";
}

void idle::describe(CLI::App& app) {
  add_count(app, "--count", count_, "How many sessions");
  app.add_option("--roster", roster_,
                 "Contacts in each roster; missing ones are added before")
      ->capture_default_str();
  app.add_flag("--set-up-only", sets_up_only_,
               "End once the rosters are there, so that the server can be"
               " started anew before the memory is measured");
}

awaitable<outcome<verdict>> idle::run(world& in, report& into) {
  world_ = &in;
  const auto empty = in.server.read();
  if (roster_ > 0)
    if (auto done = co_await set_up(); !done)
      co_return done.error();
  if (sets_up_only_) {
    into.add("rosters", count_);
    co_return verdict::all_well;
  }
  if (auto done = co_await gather(); !done)
    co_return done.error();
  co_await in.wait_seconds(in.options.warm_up);
  const auto full = in.server.read();
  co_await in.wait_seconds(in.options.seconds);
  tell(into, empty, full, in.server.read());
  const auto failed = crowds_.back().failed();
  co_await crowds_.back().close();
  co_return failed == 0 ? verdict::all_well : verdict::faults;
}

awaitable<outcome<void>> idle::set_up() {
  filler_.emplace(roster_, [this](std::uint64_t, std::size_t i) {
    return fmt::format("contact{}@{}", i, world_->domain);
  });
  auto& crowd = crowds_.emplace_back(*world_, *this);
  crowd.add(world_->options.first, count_);
  world_->show([this] {
    return fmt::format("{} of {} rosters", filler_->filled(), count_);
  });
  is_setting_up_ = true;
  if (auto done = co_await crowd.log_in(); !done)
    co_return done;
  is_setting_up_ = false;
  co_await crowd.close();
  if (!filler_->failure().empty())
    co_return problem{filler_->failure()};
  co_return outcome<void>{};
}

awaitable<outcome<void>> idle::gather() {
  auto& crowd = crowds_.emplace_back(*world_, *this);
  crowd.add(world_->options.first, count_);
  world_->show([&crowd] {
    return fmt::format("{} of {} logged in", crowd.logged_in(), crowd.size());
  });
  if (auto done = co_await crowd.log_in(); !done)
    co_return done;
  if (auto done = co_await crowd.settle(); !done)
    co_return done;
  world_->show([] { return std::string{"idle"}; });
  for (std::size_t i = 0; i < crowd.size(); ++i)
    crowd[i].set_quiet(true);
  co_return outcome<void>{};
}

bool idle::on_login(session& who) {
  if (is_setting_up_) {
    filler_->begin(who);
    return false;
  }
  who.send_stanza("<iq type='get' id='roster'><query"
                  " xmlns='jabber:iq:roster'/></iq><presence/>");
  return true;
}

void idle::on_stanza(session& who, const xml::element& stanza) {
  if (!is_setting_up_)
    return;
  const auto before = filler_->filled();
  if (!filler_->take(who, stanza) || filler_->filled() == before)
    return;
  who.close();
  crowds_.back().go_on();
}

void idle::tell(report& into, const meter_reading& empty,
                const meter_reading& full, const meter_reading& later) {
  const auto& crowd = crowds_.back();
  into.add("sessions", crowd.logged_in());
  into.add("sessions_ended", crowd.failed());
  if (crowd.failed() > 0)
    into.add("first_end", crowd.failure());
  if (empty.server && full.server && later.server) {
    const auto kib_each = [this](std::uint64_t before, std::uint64_t after) {
      return rounded((static_cast<double>(after) - static_cast<double>(before))
                     / 1024 / static_cast<double>(count_));
    };
    into.add(
        "server_rss_kib_per_session",
        kib_each(empty.server->resident_bytes, full.server->resident_bytes));
    into.add(
        "server_anonymous_kib_per_session",
        kib_each(empty.server->anonymous_bytes, full.server->anonymous_bytes));
    const auto seconds = seconds_between(full, later);
    const auto each_second = [seconds](double spent) {
      return seconds > 0 ? rounded(spent / seconds) : 0.;
    };
    into.add("server_cpu_percent_idle",
             each_second(
                 100 * (later.server->cpu_seconds - full.server->cpu_seconds)));
    into.add(
        "server_switches_per_second_idle",
        each_second(static_cast<double>(later.server->voluntary_switches)
                    - static_cast<double>(full.server->voluntary_switches)));
  }
  into.add_times(crowd.login_times(), "login_");
  add_memory(into, empty, later);
}

} // namespace troupe::load
