// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/login.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace troupe::load {

using boost::asio::awaitable;

std::string login::about() const {
  return "Logins: connect, TLS, SASL, bind, roster, presence";
}

void login::describe(CLI::App& app) {
  add_count(app, "--count", count_, "How many accounts log in");
  add_count(app, "--rounds", rounds_,
            "How often each does; of several rounds the first is not"
            " measured: in it we derive the keys of SCRAM");
  app.add_flag("--keep", keeps_,
               "Sessions of a round stay until it is over, instead of leaving"
               " at once");
}

awaitable<outcome<verdict>> login::run(world& in, report& into) {
  world_ = &in;
  auto before = in.server.read();
  std::size_t measured = 0;
  for (std::size_t round = 0; round < rounds_ && !in.is_interrupted();
       ++round) {
    if (auto done = co_await one_round(); !done)
      co_return done.error();
    measured += count_;
    if (round > 0 || rounds_ == 1)
      continue;
    bound_times_.clear();
    available_times_.clear();
    before = in.server.read();
    measured = 0;
  }
  const auto after = in.server.read();
  add_costs(into, before, after, measured, "login");
  into.add_times(available_times_);
  into.add_times(bound_times_, "bound_");
  add_memory(into, before, after);
  co_return verdict::all_well;
}

awaitable<outcome<void>> login::one_round() {
  auto& crowd = crowds_.emplace_back(*world_, *this);
  wanted_.assign(count_, {});
  crowd.add(world_->options.first, count_);
  world_->show([&crowd] {
    return fmt::format("{} of {} logged in", crowd.logged_in(), crowd.size());
  });
  if (auto in = co_await crowd.log_in(); !in)
    co_return in;
  co_await crowd.close();
  co_return outcome<void>{};
}

bool login::on_login(session& who) {
  bound_times_.add(clock::now() - who.started_at());
  who.send_stanza("<iq type='get' id='roster'><query"
                  " xmlns='jabber:iq:roster'/></iq><presence/>");
  return false;
}

void login::on_stanza(session& who, const xml::element& stanza) {
  auto& wants = wanted_[who.number() - world_->options.first];
  if (!wants.roster && !wants.presence)
    return;
  if (stanza.name() == "iq" && stanza.attr_or_empty("id") == "roster")
    wants.roster = false;
  else if (stanza.name() == "presence"
           && stanza.attr_or_empty("from").starts_with(who.address()))
    wants.presence = false;
  if (wants.roster || wants.presence)
    return;
  available_times_.add(clock::now() - who.started_at());
  if (keeps_)
    crowds_.back().go_on();
  else
    who.close();
}

void login::on_leave(session&) {
  if (!keeps_)
    crowds_.back().go_on();
}

} // namespace troupe::load
