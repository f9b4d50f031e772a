// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/roster.hpp"

#include <fmt/format.h>

namespace troupe::load {

using boost::asio::awaitable;

std::string roster::about() const {
  return "Roster items are changed, then whole rosters are fetched";
}

void roster::describe(CLI::App& app) {
  add_count(app, "--count", count_, "How many sessions");
  add_count(app, "--items", items_,
            "Contacts in each roster; missing ones are added before");
  add_count(app, "--window", window_, "Requests under way, over all sessions");
}

awaitable<outcome<verdict>> roster::run(world& in, report& into) {
  world_ = &in;
  crowd_.emplace(in, *this);
  crowd_->add(in.options.first, count_);
  if (auto done = co_await crowd_->log_in(); !done)
    co_return done.error();
  if (auto done = co_await fill(); !done)
    co_return done.error();
  loop_.emplace(in, *crowd_, window_);
  const auto write_set = [this](session&, const std::string& id,
                                std::uint64_t n) { return set(id, n); };
  if (auto done = co_await loop_->run("roster_set", write_set, into); !done)
    co_return done.error();
  const auto write_get = [](session&, const std::string& id, std::uint64_t) {
    return "<iq type='get' id='" + id
           + "'><query xmlns='jabber:iq:roster'/></iq>";
  };
  if (auto done = co_await loop_->run("roster_get", write_get, into); !done)
    co_return done.error();
  into.add("items", items_);
  into.add("errors", loop_->errors());
  into.add("unanswered", loop_->unanswered());
  if (!loop_->failure().empty())
    into.add("first_error", loop_->failure());
  co_await crowd_->close();
  co_return loop_->errors() + loop_->unanswered() == 0 ? verdict::all_well
                                                       : verdict::faults;
}

awaitable<outcome<void>> roster::fill() {
  filler_.emplace(items_,
                  [this](std::uint64_t, std::size_t i) { return contact(i); });
  world_->show([this] {
    return fmt::format("{} of {} rosters", filler_->filled(), count_);
  });
  for (std::size_t i = 0; i < crowd_->size(); ++i)
    filler_->begin((*crowd_)[i]);
  if (!co_await world_->until([this] { return filler_->filled() == count_; },
                              std::chrono::minutes{5}))
    co_return problem{"the rosters could not be filled within five minutes"};
  if (!filler_->failure().empty())
    co_return problem{filler_->failure()};
  world_->show([] { return std::string{"requests"}; });
  co_return outcome<void>{};
}

std::string roster::contact(std::size_t i) const {
  return fmt::format("contact{}@{}", i, world_->domain);
}

/// Each changes another item of the roster, to a name that it never had.
std::string roster::set(const std::string& id, std::uint64_t n) const {
  return fmt::format("<iq type='set' id='{}'><query xmlns='jabber:iq:roster'>"
                     "<item jid='{}' name='{} {}'/></query></iq>",
                     id, contact(n % items_), id,
                     clock::now().time_since_epoch().count());
}

void roster::on_stanza(session& who, const xml::element& stanza) {
  if (filler_ && filler_->take(who, stanza)) {
    if (filler_->filled() == count_)
      world_->ring();
  } else if (loop_) {
    loop_->take(stanza);
  }
}

} // namespace troupe::load
