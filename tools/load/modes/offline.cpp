// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/offline.hpp"

#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "xml/writer.hpp"

namespace troupe::load {

using boost::asio::awaitable;

std::string offline::about() const {
  return "Messages to accounts that are offline, which then log in and get"
         " them";
}

void offline::describe(CLI::App& app) {
  add_count(
      app, "--count", count_,
      "How many senders, and as many recipients: the accounts that follow");
  add_count(app, "--messages", messages_, "For each recipient");
  app.add_option("--body", body_, "Size of the body in bytes")
      ->capture_default_str();
  app.add_flag("--stream-management", is_managed_,
               "Stored is what XEP-0198 has acknowledged, too");
}

awaitable<outcome<verdict>> offline::run(world& in, report& into) {
  world_ = &in;
  run_ = new_run();
  heard_.resize(count_);
  if (auto done = co_await log_senders_in(); !done)
    co_return done.error();
  if (auto done = co_await store(into); !done)
    co_return done.error();
  if (auto done = co_await fetch(into); !done)
    co_return done.error();
  const auto found = tell(into);
  co_await crowds_.back().close();
  co_return found;
}

awaitable<outcome<void>> offline::log_senders_in() {
  auto& senders = crowds_.emplace_back(*world_, *this);
  senders.add(world_->options.first, count_);
  if (auto done = co_await senders.log_in(); !done)
    co_return done;
  if (is_managed_)
    for (std::size_t i = 0; i < count_; ++i)
      senders[i].enable_management(false);
  co_return co_await senders.settle();
}

awaitable<outcome<void>> offline::store(report& into) {
  auto& senders = crowds_.front();
  world_->show([] { return std::string{"messages are being stored"}; });
  const auto before = world_->server.read();
  std::string text;
  for (std::size_t n = 0; n < messages_; ++n)
    for (std::size_t i = 0; i < count_; ++i) {
      const auto now = clock::now().time_since_epoch();
      const auto to
          = world_->options.user.of(world_->options.first + count_ + i) + '@'
            + world_->domain;
      text.clear();
      write_numbered(
          text, to, {run_, i, n, std::chrono::nanoseconds{now}.count()}, body_);
      senders[i].send_stanza(text);
    }
  if (auto done = co_await senders.settle(); !done)
    co_return done;
  for (std::size_t i = 0; i < count_; ++i)
    senders[i].ask_for_acknowledgement();
  if (!co_await world_->until([this] { return is_all_acknowledged(); },
                              patience))
    co_return problem{"the server does not acknowledge all messages"};
  add_costs(into, before, world_->server.read(), count_ * messages_, "message");
  co_await senders.close();
  co_return outcome<void>{};
}

bool offline::is_all_acknowledged() {
  for (std::size_t i = 0; i < count_; ++i)
    if (const auto& m = crowds_.front()[i].management();
        m.is_enabled && m.acknowledged < m.sent)
      return false;
  return true;
}

awaitable<outcome<void>> offline::fetch(report& into) {
  auto& recipients = crowds_.emplace_back(*world_, *this);
  recipients.add(world_->options.first + count_, count_);
  if (auto done = co_await recipients.log_in(); !done)
    co_return done;
  world_->show([this] {
    return fmt::format("{} of {} messages came", came_, count_ * messages_);
  });
  const auto before = world_->server.read();
  recipients.send_presence();
  // What does not come is not waited for much longer than what does.
  const auto all = count_ * messages_;
  auto seen = came_;
  do {
    seen = came_;
    co_await world_->until([&] { return came_ >= all; },
                           std::chrono::seconds{10});
  } while (came_ < all && came_ != seen);
  const auto after = world_->server.read();
  add_costs(into, before, after, came_, "arrival");
  co_return outcome<void>{};
}

void offline::on_stanza(session& who, const xml::element& stanza) {
  if (stanza.name() != "message") {
    if (stanza.ns() == ns::management)
      world_->ring();
    return;
  }
  if (stanza.attr_or_empty("type") == "error") {
    if (errors_++ == 0)
      std::cerr << "troupe-load: the first error: " << xml::to_string(stanza)
                << '\n';
    return;
  }
  const auto index = who.number() - world_->options.first - count_;
  const auto what = read_numbered(stanza);
  if (!what || what->run != run_ || what->sender != index) {
    ++strays_;
    return;
  }
  if (heard_[index].take(what->number) != sequence::verdict::duplicated
      && ++came_ == count_ * messages_)
    world_->ring();
}

verdict offline::tell(report& into) {
  sequence_faults faults;
  for (const auto& each : heard_)
    each.tell(faults, messages_);
  const auto ended = crowds_.front().failed() + crowds_.back().failed();
  into.add_faults(faults);
  into.add("errors", errors_);
  into.add("strays", strays_);
  into.add("sessions_ended", ended);
  return faults.none() && errors_ == 0 && ended == 0 ? verdict::all_well
                                                     : verdict::faults;
}

} // namespace troupe::load
