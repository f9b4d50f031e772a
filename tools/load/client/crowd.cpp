// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/crowd.hpp"

namespace troupe::load {

using boost::asio::awaitable;
using std::chrono::seconds;

namespace {

constexpr std::string_view settle_id = "settle";
constexpr seconds closing_time{5};

} // namespace

void crowd::add(std::uint64_t first, std::size_t count) {
  sessions_.reserve(sessions_.size() + count);
  for (std::size_t i = 0; i < count; ++i)
    sessions_.push_back(std::make_unique<session>(world_, first + i, *this));
}

awaitable<outcome<void>> crowd::log_in(login_goal goal) {
  goal_ = goal;
  start_more();
  auto seen = ready_ + closed_;
  const auto goes_on = [this, &seen] {
    return failed_ > 0 || ready_ + closed_ != seen || underway_ == 0;
  };
  while (underway_ > 0 && failed_ == 0) {
    seen = ready_ + closed_;
    if (!co_await world_.until(goes_on, patience))
      co_return problem{"no login was done within a minute; is the server"
                        " overloaded, or --logins-at-once too large?"};
  }
  if (failed_ > 0)
    co_return problem{failure_};
  co_return outcome<void>{};
}

void crowd::start_more() {
  while (failed_ == 0 && next_ < sessions_.size()
         && underway_ < world_.options.logins_at_once) {
    ++underway_;
    sessions_[next_++]->start(goal_);
  }
}

awaitable<outcome<void>> crowd::settle() {
  for (auto& each : sessions_)
    if (each->is_ready()) {
      ++pings_;
      each->send_stanza("<iq type='get' id='settle' to='" + world_.domain
                        + "'><ping xmlns='urn:xmpp:ping'/></iq>");
    }
  if (!co_await world_.until([this] { return pings_ == 0 || failed_ > 0; },
                             patience))
    co_return problem{"the server does not answer pings"};
  if (failed_ > 0)
    co_return problem{failure_};
  co_return outcome<void>{};
}

void crowd::send_presence() {
  for (auto& each : sessions_)
    if (each->is_ready())
      each->send_stanza("<presence/>");
}

awaitable<void> crowd::close() {
  for (auto& each : sessions_)
    if (each->is_ready())
      each->close();
  co_await world_.until([this] { return closed_ + failed_ >= ready_; },
                        closing_time);
  for (auto& each : sessions_)
    each->abandon();
}

void crowd::on_ready(session& who) {
  login_times_.add(clock::now() - who.started_at());
  ++ready_;
  if (events_.on_login(who))
    go_on();
}

void crowd::go_on() {
  --underway_;
  start_more();
  world_.ring();
}

void crowd::on_stanza(session& who, const xml::element& stanza) {
  if (stanza.name() == "iq" && stanza.attr_or_empty("id") == settle_id) {
    if (--pings_ == 0)
      world_.ring();
    return;
  }
  events_.on_stanza(who, stanza);
}

void crowd::on_end(session& who, const std::string& why) {
  if (!why.empty()) {
    ++failed_;
    if (failure_.empty())
      failure_ = who.name() + ": " + why;
  } else {
    ++closed_;
  }
  events_.on_leave(who);
  world_.ring();
}

} // namespace troupe::load
