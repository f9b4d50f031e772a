// SPDX-License-Identifier: Apache-2.0
#include "xml/stream_parser.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "xml/stream_parser_state.hpp"
#include "xml/warm.hpp"

namespace troupe::xml {

using boost::system::result;

namespace {

constexpr std::size_t longest_slice = std::size_t{1} << 20;

} // namespace

result<void, stream_error> stream_parser::state::feed(std::string_view bytes) {
  while (phase != phase_type::over && !bytes.empty()) {
    if (phase == phase_type::fresh && !live) // leniently: XML 1.0 §2.8
      bytes.remove_prefix(
          std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
    if (bytes.empty())
      break;
    if (!live)
      begin_reader();
    bytes.remove_prefix(parse(bytes));
    if (!next)
      continue;
    leave(*std::exchange(next, std::nullopt));
    if (std::exchange(reset_wanted, false))
      break;
    if (error)
      return *std::exchange(error, std::nullopt);
    if (held) {
      kept = bytes;
      break;
    }
  }
  return {};
}

result<void, stream_error>
stream_parser::state::feed_guarded(std::string_view bytes) {
  try {
    auto outcome = feed(bytes);
    events = nullptr;
    return outcome;
  } catch (...) { // a handler's
    leave(phase_type::over);
    next.reset();
    events = nullptr;
    reset_wanted = release_wanted = held = false;
    throw;
  }
}

void stream_parser::state::begin_reader() {
  live = std::make_unique<workbench>(*this);
  begin = 0;
  if (phase == phase_type::fresh)
    return;
  standing_in = true;
  [[maybe_unused]] const auto error = live->reader.parse(reopening.str());
  assert(!error);
}

/// How many of `wanted` bytes may be parsed before the unfinished element is
/// as large as it may get.
std::size_t stream_parser::state::room(std::size_t wanted) const {
  wanted = std::min(wanted, longest_slice);
  if (limits.stanza_bytes == 0)
    return wanted;
  const auto size = live->reader.fed() - begin;
  return std::min(wanted,
                  limits.stanza_bytes - std::min(limits.stanza_bytes, size));
}

/// Parses as many of the bytes as can be, and tells how many that were.
std::size_t stream_parser::state::parse(std::string_view bytes) {
  const auto fed = live->reader.fed();
  if (phase == phase_type::fresh)
    error = check_encoding(bytes, fed);
  const auto size = room(bytes.size());
  if (!error && size > 0)
    parse_slice(bytes.substr(0, size));
  if (!next && !error && room(1) == 0)
    error = stream_error{stream_condition::policy_violation,
                         "more than " + std::to_string(limits.stanza_bytes)
                             + " bytes in one element"};
  if (error)
    next = phase_type::over;
  const bool left_early = next == phase_type::fresh || held;
  return left_early && !error ? left_at - fed : size;
}

void stream_parser::state::parse_slice(std::string_view slice) {
  const auto fed = live->reader.fed();
  auto failed = live->reader.parse(slice);
  if (begin >= fed && begin < fed + slice.size())
    unfinished = slice[begin - fed];
  if (!failed)
    return;
  // expat tells of `]]>` before it tells of the text in front of it, unless
  // that came in an earlier piece. One error for both.
  if (phase == phase_type::open && live->tree.depth() == 0 && unfinished != '<'
      && unfinished != '&')
    failed = stream_error{stream_condition::bad_format, stray_text};
  error = std::move(failed);
}

void stream_parser::state::leave(phase_type to) {
  live.reset();
  xmlns_count = 0;
  standing_in = false;
  phase = to;
}

void stream_parser::state::release() {
  release_wanted = events != nullptr;
  const bool between = !held && live && phase == phase_type::open
                       && live->tree.depth() == 0
                       && live->reader.fed() == begin;
  if (release_wanted || !between)
    return;
  live.reset();
}

stream_parser::stream_parser(stream_limits limits)
    : state_(std::make_unique<state>(limits)) {
}

stream_parser::~stream_parser() = default;
stream_parser::stream_parser(stream_parser&&) noexcept = default;
stream_parser& stream_parser::operator=(stream_parser&&) noexcept = default;

result<void, stream_error> stream_parser::feed(std::string_view bytes,
                                               stream_events& events) {
  assert(!state_->events && "feed within a handler");
  if (state_->held) {
    state_->kept += bytes;
    return {};
  }
  state_->events = &events;
  auto outcome = state_->feed_guarded(bytes);
  if (std::exchange(state_->release_wanted, false))
    state_->release();
  return outcome;
}

result<void, stream_error> stream_parser::resume(stream_events& events) {
  if (!std::exchange(state_->held, false))
    return {};
  return feed(std::exchange(state_->kept, {}), events);
}

void stream_parser::restart() {
  if (state_->held)
    state_->leave(state::phase_type::fresh);
}

void stream_parser::reset() {
  state_->held = false;
  state_->kept.clear();
  if (state_->events)
    state_->reset_wanted = true; // the rest of the input is discarded
  else
    state_->leave(state::phase_type::fresh);
}

void stream_parser::set_limits(stream_limits limits) {
  state_->limits = limits;
}

void stream_parser::release() {
  state_->release();
}

void stream_parser::warm() const {
  xml::warm(state_.get(), sizeof *state_);
  if (const auto* live = state_->live.get()) {
    xml::warm(live, sizeof *live);
    live->reader.warm();
  }
}

bool stream_parser::is_released() const {
  return !state_->live;
}

} // namespace troupe::xml
