// SPDX-License-Identifier: Apache-2.0
// What is said in the rooms, and who has heard it.
#include <iostream>

#include "tools/load/modes/rooms.hpp"
#include "xml/writer.hpp"

namespace troupe::load {

using boost::asio::awaitable;

void rooms::send(std::size_t speaker, clock::time_point at) {
  auto& by = speakers_[speaker];
  auto& who = (*crowd_)[by.index];
  if (!who.is_ready())
    return;
  const auto& room = entry_->rooms()[by.room];
  text_.clear();
  write_numbered(text_, room.address,
                 {run_, speaker, by.sent++,
                  std::chrono::nanoseconds{at.time_since_epoch()}.count()},
                 body_, "groupchat");
  who.send_stanza(text_);
  if (has_window(by.room))
    by.unheard.push_back(room.count);
}

void rooms::on_stanza(session& who, const xml::element& stanza) {
  if (!entry_)
    return;
  const auto index = who.number() - world_->options.first;
  if (stanza.name() == "message")
    on_message(index, stanza);
  else
    entry_->take(who, index, stanza);
}

void rooms::on_message(std::size_t index, const xml::element& message) {
  if (message.attr_or_empty("type") == "error") {
    if (errors_++ == 0)
      std::cerr << "troupe-load: the first error: " << xml::to_string(message)
                << '\n';
    return;
  }
  // The subject, and what the room tells of itself at entering.
  if (speakers_.empty() || message.child("body", ns::client) == nullptr)
    return;
  const auto what = read_numbered(message);
  const auto room = entry_->room_of(index);
  if (!what || what->run != run_ || what->sender >= speakers_.size()
      || speakers_[what->sender].room != room) {
    ++strays_;
    return;
  }
  auto& heard = heard_[index][what->sender - first_speaker_[room]];
  if (heard.take(what->number) == sequence::verdict::duplicated)
    return;
  ++came_;
  if (is_measuring_)
    times_for(room).add(
        clock::now()
        - clock::time_point{std::chrono::nanoseconds{what->at_ns}});
  if (has_window(room))
    on_heard(what->sender, what->number);
  if (!is_sending_)
    world_->ring();
}

/// One occupant more has heard it; the last one has the next message sent.
void rooms::on_heard(std::size_t speaker, std::uint64_t number) {
  auto& by = speakers_[speaker];
  if (number < by.oldest || number - by.oldest >= by.unheard.size())
    return;
  auto& left = by.unheard[number - by.oldest];
  if (left == 0 || --left > 0)
    return;
  for (; !by.unheard.empty() && by.unheard.front() == 0; ++by.oldest)
    by.unheard.pop_front();
  if (is_sending_)
    send(speaker, clock::now());
}

histogram& rooms::times_for(std::size_t room) {
  if (!is_quiet(room))
    return times_;
  return is_flooding_ ? quiet_during_ : quiet_before_;
}

awaitable<void> rooms::drain() {
  is_sending_ = false;
  if (pacer_)
    pacer_->stop();
  if (quiet_pacer_)
    quiet_pacer_->stop();
  co_await world_->until([this] { return came_ >= expected(); }, draining_time);
}

/// Arrivals, if none is lost: each hears also what it says itself (§7.4).
std::uint64_t rooms::expected() const {
  std::uint64_t sum = 0;
  for (const auto& each : speakers_)
    sum += each.sent * entry_->rooms()[each.room].count;
  return sum;
}

verdict rooms::tell(report& into) {
  sequence_faults faults;
  for (std::size_t i = 0; i < heard_.size(); ++i)
    for (std::size_t s = 0; s < heard_[i].size(); ++s)
      heard_[i][s].tell(faults,
                        speakers_[first_speaker_[entry_->room_of(i)] + s].sent);
  std::uint64_t sent = 0;
  for (const auto& each : speakers_)
    sent += each.sent;
  into.add("messages_sent", sent);
  into.add_faults(faults);
  into.add("errors", errors_);
  into.add("strays", strays_);
  into.add("rooms", entry_->rooms().size());
  into.add("occupants", entry_->entered());
  into.add("expelled", entry_->expelled());
  into.add("sessions_ended", crowd_->failed());
  if (crowd_->failed() > 0)
    into.add("first_end", crowd_->failure());
  return faults.none() && errors_ == 0 && entry_->expelled() == 0
                 && crowd_->failed() == 0
             ? verdict::all_well
             : verdict::faults;
}

} // namespace troupe::load
