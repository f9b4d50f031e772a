// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/iq_loop.hpp"

#include <algorithm>
#include <charconv>

#include "tools/load/figures/meter.hpp"
#include "tools/load/modes/mode.hpp"
#include "xml/writer.hpp"

namespace troupe::load {

using boost::asio::awaitable;

namespace {

constexpr std::string_view id_begin = "loop-";

} // namespace

awaitable<outcome<void>> iq_loop::run(const std::string& what, writer write,
                                      report& into) {
  write_ = std::move(write);
  times_.clear();
  is_asking_ = true;
  for (std::size_t i = 0; i < slots_.size(); ++i)
    ask(i);
  co_await world_.wait_seconds(world_.options.warm_up);
  const auto answers_before = answers_;
  const auto before = world_.server.read();
  is_measuring_ = true;
  co_await world_.wait_seconds(world_.options.seconds);
  is_measuring_ = is_asking_ = false;
  const auto after = world_.server.read();
  const auto count = answers_ - answers_before;
  co_await world_.until([this] { return waiting() == 0; }, draining_time);
  unanswered_ += waiting();
  add_costs(into, before, after, count, what);
  into.add_times(times_, what + '_');
  if (crowd_.failed() > 0)
    co_return problem{crowd_.failure()};
  co_return outcome<void>{};
}

/// The id is "loop-SLOT-NUMBER".
void iq_loop::ask(std::size_t at) {
  auto& who = crowd_[next_ % crowd_.size()];
  auto& each = slots_[at];
  each.id = std::string{id_begin} + std::to_string(at) + '-'
            + std::to_string(next_);
  each.is_waiting = true;
  each.at = clock::now();
  who.send_stanza(write_(who, each.id, next_ / crowd_.size()));
  ++next_;
}

bool iq_loop::take(const xml::element& stanza) {
  const auto id = stanza.attr_or_empty("id");
  if (stanza.name() != "iq" || !id.starts_with(id_begin))
    return false;
  std::size_t at = 0;
  std::from_chars(id.data() + id_begin.size(), id.data() + id.size(), at);
  if (at >= slots_.size() || slots_[at].id != id || !slots_[at].is_waiting)
    return true;
  slots_[at].is_waiting = false;
  ++answers_;
  if (is_measuring_)
    times_.add(clock::now() - slots_[at].at);
  if (stanza.attr_or_empty("type") == "error" && errors_++ == 0)
    failure_ = xml::to_string(stanza);
  if (is_asking_)
    ask(at);
  else
    world_.ring();
  return true;
}

std::size_t iq_loop::waiting() const {
  return static_cast<std::size_t>(
      std::ranges::count(slots_, true, &slot::is_waiting));
}

} // namespace troupe::load
