// SPDX-License-Identifier: Apache-2.0
#include "net/http_stream.hpp"

#include <utility>

namespace troupe::net {

namespace {

std::string event_text(std::string_view event, std::string_view data) {
  std::string text = "event: ";
  text.append(event).append("\n");
  for (;;) {
    const auto line = data.substr(0, data.find('\n'));
    text.append("data: ").append(line).append("\n");
    if (line.size() == data.size())
      return text + '\n';
    data.remove_prefix(line.size() + 1);
  }
}

} // namespace

bool http_stream_queue::push(std::string text) {
  std::unique_lock held{lock_};
  if (ended_ || gone_)
    return false;
  // One event may be longer than the bound: else it could never be sent.
  const bool fits = waiting_.size() + writing_ < bound_;
  if (fits)
    waiting_ += text;
  else
    ++dropped_;
  if (std::exchange(woken_, true))
    return fits;
  held.unlock();
  wake_();
  return fits;
}

void http_stream_queue::push_last(std::string text) {
  const std::lock_guard held{lock_};
  if (ended_ || gone_)
    return;
  waiting_ += dropped_note();
  waiting_ += text;
}

void http_stream_queue::end() {
  {
    const std::lock_guard held{lock_};
    if (std::exchange(ended_, true))
      return;
  }
  wake_();
}

std::string http_stream_queue::take() {
  const std::lock_guard held{lock_};
  woken_ = false;
  if (writing_ != 0)
    return {};
  waiting_ += dropped_note();
  writing_ = waiting_.size();
  return std::exchange(waiting_, {});
}

std::string http_stream_queue::dropped_note() {
  const auto lost = std::exchange(dropped_, 0);
  return lost == 0 ? ""
                   : event_text("dropped",
                                "{\"dropped\":" + std::to_string(lost) + '}');
}

void http_stream_queue::written() {
  const std::lock_guard held{lock_};
  writing_ = 0;
}

bool http_stream_queue::is_over() const {
  const std::lock_guard held{lock_};
  return ended_ && waiting_.empty() && writing_ == 0 && dropped_ == 0;
}

bool http_stream_queue::leave() {
  const std::lock_guard held{lock_};
  return !std::exchange(gone_, true) && !ended_;
}

bool http_stream::send(std::string_view event, std::string_view data) const {
  return queue_->push(event_text(event, data));
}

void http_stream::end(std::string_view event, std::string_view data) const {
  queue_->push_last(event_text(event, data));
  queue_->end();
}

} // namespace troupe::net
