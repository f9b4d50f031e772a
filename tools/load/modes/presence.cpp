// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/presence.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace troupe::load {

using boost::asio::awaitable;

std::string presence::about() const {
  return "Accounts that are subscribed to each other change their status";
}

void presence::describe(CLI::App& app) {
  app.add_option("--count", count_, "How many sessions")
      ->check(CLI::Range(2, 1'000'000))
      ->capture_default_str();
  add_count(app, "--roster", contacts_,
            "Contacts of each among the others; an even number");
  add_count(app, "--window", window_,
            "Broadcasts under way, of different sessions");
}

awaitable<outcome<verdict>> presence::run(world& in, report& into) {
  world_ = &in;
  run_ = new_run();
  contacts_ = std::max<std::size_t>(2, contacts_ + contacts_ % 2);
  if (contacts_ >= count_)
    co_return problem{"--roster must be smaller than --count"};
  speakers_.resize(count_);
  if (auto done = co_await subscribe(); !done)
    co_return done.error();
  if (auto done = co_await gather(); !done)
    co_return done.error();
  in.show([this] { return fmt::format("{} deliveries", deliveries_); });
  is_speaking_ = true;
  for (std::size_t i = 0; i < std::min(window_, count_); ++i)
    broadcast();
  co_await in.wait_seconds(in.options.warm_up);
  is_measuring_ = true;
  const auto deliveries_before = deliveries_;
  const auto before = in.server.read();
  co_await in.wait_seconds(in.options.seconds);
  const auto after = in.server.read();
  const auto deliveries = deliveries_ - deliveries_before;
  is_measuring_ = is_speaking_ = false;
  co_await in.until([this] { return is_quiet(); }, draining_time);
  add_costs(into, before, after, deliveries, "presence");
  into.add_times(times_);
  add_memory(into, before, after);
  const auto found = tell(into);
  co_await crowds_.back().close();
  co_return found;
}

awaitable<outcome<void>> presence::subscribe() {
  auto& crowd = crowds_.emplace_back(*world_, *this);
  crowd.add(world_->options.first, count_);
  if (auto done = co_await crowd.log_in(); !done)
    co_return done;
  crowd.send_presence();
  if (auto done = co_await crowd.settle(); !done)
    co_return done;
  subscriber_.emplace(*world_, crowd,
                      [this](std::uint64_t n) { return contacts_of(n); });
  world_->show([this] {
    return fmt::format("{} of {} are subscribed", subscriber_->done(), count_);
  });
  auto done = co_await subscriber_->run();
  co_await crowd.close();
  co_return done;
}

awaitable<outcome<void>> presence::gather() {
  auto& crowd = crowds_.emplace_back(*world_, *this);
  crowd.add(world_->options.first, count_);
  if (auto done = co_await crowd.log_in(); !done)
    co_return done;
  crowd.send_presence();
  co_return co_await crowd.settle();
}

/// Its neighbours on both sides, in a ring: so it is mutual.
std::vector<std::uint64_t> presence::contacts_of(std::uint64_t number) const {
  const auto first = world_->options.first;
  std::vector<std::uint64_t> found;
  for (std::size_t step = 1; step <= contacts_ / 2; ++step) {
    found.push_back(first + (number - first + step) % count_);
    found.push_back(first + (number - first + count_ - step) % count_);
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

/// The next account that is not being heard changes its status.
void presence::broadcast() {
  while (speakers_[next_ % count_].expected > 0)
    ++next_;
  const auto from = next_++ % count_;
  auto& speaker = speakers_[from];
  speaker.expected = contacts_of(world_->options.first + from).size();
  const auto now = clock::now().time_since_epoch();
  crowds_.back()[from].send_stanza(
      "<presence><status>"
      + to_text(
          {run_, from, speaker.sent++, std::chrono::nanoseconds{now}.count()})
      + "</status></presence>");
}

void presence::on_stanza(session& who, const xml::element& stanza) {
  if (crowds_.size() == 1) {
    if (subscriber_)
      subscriber_->take(who, stanza);
    return;
  }
  const auto* status = stanza.name() == "presence"
                           ? stanza.child("status", ns::client)
                           : nullptr;
  if (!status)
    return;
  const auto what = from_text(status->text());
  const auto to = who.number() - world_->options.first;
  // It hears itself, too (RFC 6121 §4.4.2).
  if (what && what->run == run_ && what->sender < count_ && what->sender != to)
    on_delivery(to, *what);
}

void presence::on_delivery(std::size_t to, const numbered& what) {
  if (heard_[to * count_ + what.sender].take(what.number)
      == sequence::verdict::duplicated)
    return;
  ++deliveries_;
  if (is_measuring_)
    times_.add(clock::now()
               - clock::time_point{std::chrono::nanoseconds{what.at_ns}});
  auto& speaker = speakers_[what.sender];
  if (speaker.expected == 0 || --speaker.expected > 0)
    return;
  if (is_speaking_)
    broadcast();
  else
    world_->ring();
}

bool presence::is_quiet() const {
  return std::ranges::all_of(
      speakers_, [](const speaker& each) { return each.expected == 0; });
}

verdict presence::tell(report& into) {
  sequence_faults faults;
  for (std::size_t to = 0; to < count_; ++to)
    for (const auto number : contacts_of(world_->options.first + to)) {
      const auto from = number - world_->options.first;
      heard_[to * count_ + from].tell(faults, speakers_[from].sent);
    }
  const auto ended = crowds_.back().failed();
  into.add_faults(faults);
  into.add("sessions", crowds_.back().logged_in());
  into.add("sessions_ended", ended);
  if (ended > 0)
    into.add("first_end", crowds_.back().failure());
  return faults.none() && ended == 0 ? verdict::all_well : verdict::faults;
}

} // namespace troupe::load
