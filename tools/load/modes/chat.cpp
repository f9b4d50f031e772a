// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/chat.hpp"

#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "xml/writer.hpp"

namespace troupe::load {

using boost::asio::awaitable;

namespace {

clock::time_point time_of(std::int64_t ns) {
  return clock::time_point{std::chrono::nanoseconds{ns}};
}

} // namespace

std::string chat::about() const {
  return "Pairs of accounts write to each other; checks that each message comes"
         " once and in order";
}

void chat::describe(CLI::App& app) {
  add_count(app, "--pairs", pairs_, "How many pairs: u0 and u1, u2 and u3, …");
  auto* window = add_count(app, "--window", window_,
                           "Messages under way in each pair; each that"
                           " comes is answered by one");
  app.add_option("--rate", rate_,
                 "Instead: so many messages a second in all, evenly; times"
                 " count from when a message was due")
      ->check(CLI::PositiveNumber)
      ->excludes(window);
  app.add_option("--body", body_, "Size of the body in bytes")
      ->capture_default_str();
  app.add_option("--idle", idle_, "So many more sessions that do nothing")
      ->capture_default_str();
  auto* managed = app.add_flag("--stream-management", is_managed_,
                               "With XEP-0198; acknowledgements are counted");
  app.add_flag("--resumable", is_resumable_, "With resumption, too")
      ->needs(managed);
  app.add_flag("--await-acknowledgement", awaits_,
               "Instead of answers: each account sends --window messages, and"
               " so many more once all of them are acknowledged")
      ->needs(managed);
  app.add_option("--ask-every", ask_every_,
                 "Ask for an acknowledgement with each so manieth message of a"
                 " session")
      ->needs(managed);
}

awaitable<outcome<verdict>> chat::run(world& in, report& into) {
  world_ = &in;
  auto prepared = co_await prepare();
  if (!prepared)
    co_return prepared.error();
  in.show([this] { return fmt::format("{} messages came", came_); });
  begin();
  co_await in.wait_seconds(in.options.warm_up);
  is_measuring_ = true;
  const auto came_before = came_;
  const auto before = in.server.read();
  co_await in.wait_seconds(in.options.seconds);
  const auto after = in.server.read();
  const auto came = came_ - came_before;
  is_measuring_ = false;
  co_await drain();
  add_costs(into, before, after, came, "message");
  into.add_times(times_);
  if (awaits_)
    into.add_times(window_times_, "window_");
  add_memory(into, before, after);
  const auto found = tell(into);
  co_await crowd_->close();
  co_return found;
}

awaitable<outcome<void>> chat::prepare() {
  const auto active = 2 * pairs_;
  run_ = new_run();
  players_.resize(active);
  crowd_.emplace(*world_, *this);
  crowd_->add(world_->options.first, active + idle_);
  world_->show([this] {
    return fmt::format("{} of {} logged in", crowd_->logged_in(),
                       crowd_->size());
  });
  if (auto in = co_await crowd_->log_in(); !in)
    co_return in;
  if (is_managed_)
    for (std::size_t i = 0; i < active; ++i)
      (*crowd_)[i].enable_management(is_resumable_);
  crowd_->send_presence();
  auto settled = co_await crowd_->settle();
  for (auto i = active; i < crowd_->size(); ++i)
    (*crowd_)[i].set_quiet(true);
  co_return settled;
}

void chat::begin() {
  is_sending_ = true;
  if (rate_ > 0) {
    pacer_.emplace(world_->io, rate_,
                   [this](std::uint64_t number, clock::time_point due) {
                     send_due(number, due);
                   });
    return pacer_->start();
  }
  if (awaits_) {
    for (std::size_t i = 0; i < players_.size(); ++i)
      send_window(i);
    return;
  }
  for (std::size_t i = 0; i < players_.size(); i += 2)
    for (std::size_t ball = 0; ball < window_; ++ball)
      send(i, clock::now());
}

/// Pair after pair; first the even one of each, in the next round the odd one.
void chat::send_due(std::uint64_t number, clock::time_point due) {
  const auto pair = number % pairs_;
  const auto side = number / pairs_ % 2;
  send(2 * pair + side, due);
}

void chat::send(std::size_t from, clock::time_point at) {
  auto& who = (*crowd_)[from];
  if (!who.is_ready())
    return;
  auto& sender = players_[from];
  text_.clear();
  write_numbered(text_, (*crowd_)[from ^ 1].address(),
                 {run_, from, sender.sent++,
                  std::chrono::nanoseconds{at.time_since_epoch()}.count()},
                 body_);
  who.send_stanza(text_);
  if (ask_every_ > 0 && sender.sent % ask_every_ == 0)
    who.ask_for_acknowledgement();
}

void chat::send_window(std::size_t from) {
  const auto now = clock::now();
  players_[from].window_at = now;
  for (std::size_t i = 0; i < window_; ++i)
    send(from, now);
  (*crowd_)[from].ask_for_acknowledgement();
}

std::size_t chat::index_of(const session& who) const {
  return who.number() - world_->options.first;
}

void chat::on_stanza(session& who, const xml::element& stanza) {
  if (stanza.name() == "message" && index_of(who) < players_.size())
    on_message(who, stanza);
  else if (stanza.name() == "a" && stanza.ns() == ns::management)
    on_acknowledgement(who);
}

void chat::on_acknowledgement(session& who) {
  if (!is_sending_)
    return world_->ring();
  const auto& m = who.management();
  if (!awaits_ || m.acknowledged < m.sent)
    return;
  const auto index = index_of(who);
  if (is_measuring_)
    window_times_.add(clock::now() - players_[index].window_at);
  send_window(index);
}

void chat::on_message(session& who, const xml::element& message) {
  if (message.attr_or_empty("type") == "error") {
    if (errors_++ == 0)
      std::cerr << "troupe-load: the first error: " << xml::to_string(message)
                << '\n';
    if (!is_sending_)
      world_->ring();
    return;
  }
  const auto index = index_of(who);
  const auto what = read_numbered(message);
  if (!what || what->run != run_ || what->sender != (index ^ 1)) {
    ++strays_;
    return;
  }
  if (players_[index].heard.take(what->number) == sequence::verdict::duplicated)
    return;
  ++came_;
  const auto now = clock::now();
  if (is_measuring_)
    times_.add(now - time_of(what->at_ns));
  if (is_sending_ && rate_ == 0 && !awaits_)
    send(index, now);
  else if (!is_sending_)
    world_->ring();
}

awaitable<void> chat::drain() {
  is_sending_ = false;
  if (pacer_)
    pacer_->stop();
  for (std::size_t i = 0; i < players_.size(); ++i)
    (*crowd_)[i].ask_for_acknowledgement();
  co_await world_->until(
      [this] { return came_ + errors_ >= sent() && is_all_acknowledged(); },
      draining_time);
}

std::uint64_t chat::sent() const {
  std::uint64_t sum = 0;
  for (const auto& each : players_)
    sum += each.sent;
  return sum;
}

bool chat::is_all_acknowledged() {
  for (std::size_t i = 0; i < players_.size(); ++i)
    if (const auto& m = (*crowd_)[i].management();
        m.is_enabled && m.acknowledged < m.sent)
      return false;
  return true;
}

std::uint64_t chat::acknowledged() {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < players_.size(); ++i)
    sum += (*crowd_)[i].management().acknowledged;
  return sum;
}

verdict chat::tell(report& into) {
  sequence_faults faults;
  for (std::size_t i = 0; i < players_.size(); ++i)
    players_[i].heard.tell(faults, players_[i ^ 1].sent);
  into.add_faults(faults);
  into.add("errors", errors_);
  into.add("strays", strays_);
  into.add("sessions", crowd_->logged_in());
  into.add("sessions_ended", crowd_->failed());
  if (is_managed_) {
    std::uint64_t wanted = 0;
    for (std::size_t i = 0; i < players_.size(); ++i)
      wanted += (*crowd_)[i].management().sent;
    into.add("stanzas_acknowledged", acknowledged());
    into.add("stanzas_unacknowledged", wanted - acknowledged());
  }
  if (crowd_->failed() > 0)
    into.add("first_end", crowd_->failure());
  return faults.none() && errors_ == 0 && crowd_->failed() == 0
             ? verdict::all_well
             : verdict::faults;
}

} // namespace troupe::load
