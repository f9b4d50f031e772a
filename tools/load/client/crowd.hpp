// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "tools/load/client/session.hpp"
#include "tools/load/figures/histogram.hpp"

namespace troupe::load {

/// What a mode hears of its sessions.
class crowd_events {
public:
  virtual void on_stanza(session& who, const xml::element& stanza) = 0;
  /// A session is ready, before the next one begins.
  /// @returns whether the next may begin; if not, `crowd::go_on` tells it
  virtual bool on_login(session&) { return true; }
  /// A session has been closed or has failed.
  virtual void on_leave(session&) {}

protected:
  ~crowd_events() = default;
};

/// Many sessions; it logs them in, a few at a time, and knows who has failed.
class crowd final : public session_events {
public:
  crowd(world& of, crowd_events& events) : world_(of), events_(events) {}

  /// Adds `count` sessions, of the accounts from `first` on.
  void add(std::uint64_t first, std::size_t count);
  std::size_t size() const { return sessions_.size(); }
  session& operator[](std::size_t i) { return *sessions_[i]; }

  /// Logs in all that have not begun.
  /// @returns the problem of the first that could not
  boost::asio::awaitable<outcome<void>> log_in(login_goal goal
                                               = login_goal::bound);
  /// A login that `on_login` held back is through.
  void go_on();
  /// Waits until the server has done with all that was sent so far: it answers
  /// a ping through each session.
  boost::asio::awaitable<outcome<void>> settle();
  /// Becomes available in all sessions.
  void send_presence();
  /// Closes all streams in order; at most a few seconds.
  boost::asio::awaitable<void> close();

  std::size_t logged_in() const { return ready_; }
  /// Sessions that were closed by us, in order.
  std::size_t closed() const { return closed_; }
  /// Sessions that ended without being told to.
  std::size_t failed() const { return failed_; }
  /// Why the first of them did; empty if none.
  const std::string& failure() const { return failure_; }
  /// Times from connecting until bound.
  const histogram& login_times() const { return login_times_; }

private:
  void on_ready(session& who) override;
  void on_stanza(session& who, const xml::element& stanza) override;
  void on_end(session& who, const std::string& why) override;
  void start_more();

  world& world_;
  crowd_events& events_;
  std::vector<std::unique_ptr<session>> sessions_;
  histogram login_times_;
  std::string failure_;
  login_goal goal_ = login_goal::bound;
  std::size_t next_ = 0;     ///< the first that has not begun
  std::size_t underway_ = 0; ///< logins
  std::size_t ready_ = 0;
  std::size_t closed_ = 0;
  std::size_t failed_ = 0;
  std::size_t pings_ = 0; ///< that have no answer yet
};

} // namespace troupe::load
