// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/rooms.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "xml/writer.hpp"

namespace troupe::load {

using boost::asio::awaitable;

namespace {

std::string fault_of_setting(const std::string& text) {
  const auto split = text.find('=');
  return split == 0 || split == text.npos
             ? "a setting is VAR=VALUE, e.g. muc#roomconfig_maxusers=100"
             : "";
}

} // namespace

std::string rooms::about() const {
  return "Rooms in which some speak and all hear; checks that each message"
         " comes to each once and in order";
}

/// How they are made.
void rooms::describe_rooms(CLI::App& app) {
  app.add_option("--service", service_,
                 "Where the rooms are; conference.DOMAIN if not given");
  app.add_option("--setting", settings_,
                 "How each room is configured, VAR=VALUE; once for each value")
      ->check(fault_of_setting)
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--silence", silence_,
                 "Seconds without a word once all have entered")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
}

void rooms::describe(CLI::App& app) {
  auto* occupants = add_count(app, "--occupants", occupants_,
                              "Occupants of each room, a session each");
  auto* count = add_count(app, "--rooms", rooms_, "How many rooms");
  add_count(app, "--senders", senders_, "How many of each room speak");
  auto* window = add_count(app, "--window", window_,
                           "Messages of each sender under way; one that all"
                           " have heard is followed by the next");
  app.add_option("--rate", rate_,
                 "Instead: so many messages a second over all rooms, evenly;"
                 " times count from when a message was due")
      ->check(CLI::PositiveNumber)
      ->excludes(window);
  app.add_option("--body", body_, "Size of the body in bytes")
      ->capture_default_str();
  describe_rooms(app);
  auto* flood = app.add_option(
      "--flood", flood_,
      "Instead: one room of so many occupants is flooded, by --senders and"
      " --window, beside a quiet one, which is measured before and meanwhile");
  flood->check(CLI::PositiveNumber)->excludes(occupants)->excludes(count);
  add_count(app, "--quiet-room", quiet_, "Occupants of the quiet room")
      ->needs(flood);
  app.add_option("--quiet-rate", quiet_rate_,
                 "Messages a second in the quiet room")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->needs(flood);
}

awaitable<outcome<verdict>> rooms::run(world& in, report& into) {
  world_ = &in;
  run_ = new_run();
  if (service_.empty())
    service_ = "conference." + in.domain;
  if (auto done = co_await gather(into); !done)
    co_return done.error();
  in.show([] { return std::string{"all have entered"}; });
  co_await in.wait_seconds(silence_);
  in.show([this] { return fmt::format("{} arrivals", came_); });
  appoint_speakers();
  is_sending_ = true;
  if (flood_ > 0)
    co_await talk_quietly();
  co_await talk(into);
  const auto found = tell(into);
  co_await crowd_->close();
  co_return found;
}

/// New rooms for each run: nothing said before is in their history.
std::vector<full_room> rooms::planned() const {
  const auto address = [this](std::size_t number) {
    std::string text;
    xml::write_escaped(text,
                       fmt::format("load-{}-{}@{}", run_, number, service_));
    return text;
  };
  if (flood_ > 0)
    return {{address(0), 0, flood_}, {address(1), flood_, quiet_}};
  std::vector<full_room> all;
  for (std::size_t r = 0; r < rooms_; ++r)
    all.push_back({address(r), r * occupants_, occupants_});
  return all;
}

/// Logs in, makes the rooms and enters them; only the last is measured.
awaitable<outcome<void>> rooms::gather(report& into) {
  auto plan = planned();
  const auto count = plan.back().first + plan.back().count;
  auto& crowd = crowd_.emplace(*world_, *this);
  crowd.add(world_->options.first, count);
  world_->show([&crowd] {
    return fmt::format("{} of {} logged in", crowd.logged_in(), crowd.size());
  });
  if (auto done = co_await crowd.log_in(); !done)
    co_return done;
  crowd.send_presence();
  if (auto done = co_await crowd.settle(); !done)
    co_return done;
  auto& entry = entry_.emplace(*world_, crowd, std::move(plan), settings_);
  world_->show([&entry, count] {
    return fmt::format("{} of {} have entered", entry.entered(), count);
  });
  if (auto done = co_await entry.make_rooms(); !done)
    co_return done;
  const auto entered_before = entry.entered();
  const auto presences_before = entry.presences();
  const auto before = world_->server.read();
  if (auto done = co_await entry.fill_rooms(); !done)
    co_return done;
  if (auto done = co_await crowd.settle(); !done)
    co_return done;
  const auto after = world_->server.read();
  const auto joins = entry.entered() - entered_before;
  add_costs(into, before, after, joins, "join");
  into.add_times(entry.times(), "join_");
  into.add("join_presences", entry.presences() - presences_before);
  if (joins > 0 && before.server && after.server)
    into.add("server_anonymous_kib_per_join",
             rounded((static_cast<double>(after.server->anonymous_bytes)
                      - static_cast<double>(before.server->anonymous_bytes))
                     / 1024 / static_cast<double>(joins)));
  co_return outcome<void>{};
}

void rooms::appoint_speakers() {
  heard_.resize(crowd_->size());
  const auto& all = entry_->rooms();
  for (std::size_t r = 0; r < all.size(); ++r) {
    first_speaker_.push_back(speakers_.size());
    const auto count = std::min(senders_, all[r].count);
    for (std::size_t i = 0; i < count; ++i) {
      auto& each = speakers_.emplace_back();
      each.index = all[r].first + i;
      each.room = r;
    }
    for (std::size_t i = 0; i < all[r].count; ++i)
      heard_[all[r].first + i].resize(count);
  }
}

/// How long the quiet room's people wait while nobody else speaks. It goes on
/// behind this.
awaitable<void> rooms::talk_quietly() {
  const auto first = first_speaker_[1];
  const auto count = speakers_.size() - first;
  quiet_pacer_.emplace(
      world_->io, quiet_rate_,
      [this, first, count](std::uint64_t number, clock::time_point due) {
        send(first + number % count, due);
      });
  quiet_pacer_->start();
  co_await world_->wait_seconds(world_->options.warm_up);
  is_measuring_ = true;
  co_await world_->wait_seconds(world_->options.seconds);
  is_measuring_ = false;
}

awaitable<void> rooms::talk(report& into) {
  is_flooding_ = flood_ > 0;
  begin();
  co_await world_->wait_seconds(world_->options.warm_up);
  is_measuring_ = true;
  const auto came_before = came_;
  const auto before = world_->server.read();
  co_await world_->wait_seconds(world_->options.seconds);
  const auto after = world_->server.read();
  const auto came = came_ - came_before;
  is_measuring_ = false;
  co_await drain();
  add_costs(into, before, after, came, "arrival");
  into.add_times(times_);
  if (flood_ > 0) {
    into.add_times(quiet_before_, "quiet_before_");
    into.add_times(quiet_during_, "quiet_during_");
  }
  add_memory(into, before, after);
}

void rooms::begin() {
  if (rate_ > 0) {
    const auto count = flood_ > 0 ? first_speaker_[1] : speakers_.size();
    pacer_.emplace(world_->io, rate_,
                   [this, count](std::uint64_t number, clock::time_point due) {
                     send(number % count, due);
                   });
    return pacer_->start();
  }
  for (std::size_t s = 0; s < speakers_.size(); ++s)
    for (std::size_t i = 0; i < window_ && has_window(speakers_[s].room); ++i)
      send(s, clock::now());
}

} // namespace troupe::load
