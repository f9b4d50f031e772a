// SPDX-License-Identifier: Apache-2.0
#include "net/control_connection.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace troupe::net {

namespace asio = boost::asio;
using boost::system::error_code;

// -- outbox ------------------------------------------------------------------

void outbox::begin(std::uint64_t request) {
  const std::lock_guard guard{mutex_};
  request_ = request;
  dropped_ = 0;
}

bool outbox::tell(std::uint64_t request, std::string_view line) {
  const std::lock_guard guard{mutex_};
  if (request != request_)
    return false;
  // One line may be longer than the bound: else it could never be told.
  if (unsent_ >= most_bytes_) {
    ++dropped_;
    return false;
  }
  put_count();
  put(line);
  return !std::exchange(sent_for_, true);
}

bool outbox::answer(std::uint64_t request, std::string_view line) {
  const std::lock_guard guard{mutex_};
  if (request != request_)
    return false;
  request_ = 0;
  put_count();
  put(line);
  return !std::exchange(sent_for_, true);
}

void outbox::close() {
  const std::lock_guard guard{mutex_};
  request_ = 0;
}

std::string outbox::take() {
  const std::lock_guard guard{mutex_};
  sent_for_ = !lines_.empty();
  return std::exchange(lines_, {});
}

void outbox::written(std::size_t bytes) {
  const std::lock_guard guard{mutex_};
  unsent_ -= bytes;
}

bool outbox::is_answered() const {
  const std::lock_guard guard{mutex_};
  return request_ == 0 && lines_.empty();
}

void outbox::put(std::string_view line) {
  lines_ += line;
  lines_ += '\n';
  unsent_ += line.size() + 1;
}

/// Tells how many lines did not fit, in front of one that does.
void outbox::put_count() {
  if (auto count = count_of_dropped(); !count.empty())
    put(count);
  dropped_ = 0;
}

std::string outbox::count_of_dropped() const {
  return dropped_ != 0 && tell_dropped_ ? tell_dropped_(dropped_)
                                        : std::string{};
}

// -- connection --------------------------------------------------------------

control_connection::control_connection(
    socket s, uid_t uid, const control_socket::handler& on_request,
    const control_options& options)
    : socket_(std::move(s)),
      uid_(uid),
      on_request_(on_request),
      longest_(options.longest_line),
      out_(
          std::make_shared<outbox>(options.most_unsent, options.tell_dropped)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
}

void control_connection::close() {
  error_code ignored;
  socket_.close(ignored);
  out_->close();
  if (auto then = std::exchange(gone_, {}))
    then();
}

/// Reads on while a request is answered, so that the client's end is seen.
void control_connection::read() {
  // One byte more than a line tells that it is too long.
  const auto room = longest_ + 1 - received_.size();
  if (reading_ || ended_ || !is_open() || room == 0)
    return;
  reading_ = true;
  socket_.async_read_some(
      asio::buffer(chunk_, room),
      [self = shared_from_this()](error_code why, std::size_t size) {
        self->on_read(why, size);
      });
}

void control_connection::on_read(error_code why, std::size_t size) {
  reading_ = false;
  received_.append(chunk_.data(), size);
  if (!is_open())
    return; // the server may be gone, and its handler with it
  if (why == asio::error::eof)
    return on_end();
  if (why)
    return close();
  if (answering_)
    read();
  else
    next_request();
}

/// A client that wants one answer only may have shut its side down already;
/// one that is told of what goes on says by this that it is enough.
void control_connection::on_end() {
  ended_ = true;
  if (!answering_ || gone_)
    close();
}

void control_connection::next_request() {
  const auto end = received_.find('\n');
  const bool too_long = end == std::string::npos && received_.size() > longest_;
  if (end == std::string::npos && !too_long)
    return ended_ ? close() : read();
  answering_ = true;
  out_->begin(++requests_);
  auto request = make_request();
  // A line that is too long has no known end.
  request.too_long = last_ = too_long;
  if (!too_long) {
    request.line = received_.substr(0, end);
    received_.erase(0, end + 1);
  }
  read();
  on_request_(std::move(request));
}

control_request control_connection::make_request() {
  const auto send = [weak = weak_from_this()] {
    if (auto self = weak.lock()) {
      auto executor = self->socket_.get_executor();
      asio::post(executor, [self = std::move(self)] { self->write(); });
    }
  };
  control_request request;
  request.uid = uid_;
  request.answer
      = [out = out_, number = requests_, send](const std::string& line) {
          if (out->answer(number, line))
            send();
        };
  request.tell
      = [out = out_, number = requests_, send](const std::string& line) {
          if (out->tell(number, line))
            send();
        };
  request.when_gone = [weak = weak_from_this(),
                       number = requests_](std::function<void()> then) {
    auto self = weak.lock();
    if (!self)
      return then();
    auto executor = self->socket_.get_executor();
    asio::post(executor, [self = std::move(self), number,
                          then = std::move(then)]() mutable {
      self->set_gone(number, std::move(then));
    });
  };
  return request;
}

void control_connection::set_gone(std::uint64_t request,
                                  std::function<void()> then) {
  if (request == requests_ && !answering_)
    return; // answered meanwhile
  if (request != requests_ || !is_open())
    return then();
  gone_ = std::move(then);
  if (ended_)
    close();
}

void control_connection::write() {
  if (waiting_to_write_ || !is_open())
    return;
  while (write_some()) {
  }
  if (!waiting_to_write_ && is_open() && answering_ && out_->is_answered())
    finish();
}

/// Without a detour through the loop, so that what was said last is out when
/// the server ends. @returns whether there may be more
bool control_connection::write_some() {
  if (sent_ == sending_.size()) {
    sending_ = out_->take();
    sent_ = 0;
    if (sending_.empty())
      return false;
  }
  error_code why;
  const auto size = socket_.write_some(
      asio::buffer(sending_.data() + sent_, sending_.size() - sent_), why);
  sent_ += size;
  out_->written(size);
  if (!why)
    return true;
  if (why != asio::error::would_block && why != asio::error::try_again)
    return close(), false;
  waiting_to_write_ = true;
  socket_.async_wait(socket::wait_write,
                     [self = shared_from_this()](error_code failed) {
                       self->waiting_to_write_ = false;
                       if (!failed)
                         self->write();
                     });
  return false;
}

/// The answer is out.
void control_connection::finish() {
  answering_ = false;
  gone_ = {};
  if (last_)
    return close();
  next_request();
}

} // namespace troupe::net
