// SPDX-License-Identifier: Apache-2.0
#include "tools/top_questions.hpp"

#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

#include "tools/json_members.hpp"

namespace troupe::tools {

top_questions::top_questions(top_source& source)
    : source_(source),
      ready_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      follower_([this] { follow(); }),
      asker_([this] { answer_questions(); }) {
}

top_questions::~top_questions() {
  {
    const std::lock_guard guard{lock_};
    stopped_ = true;
    asked_.notify_one();
  }
  source_.stop();
  follower_.join();
  asker_.join();
  close(ready_);
}

bool top_questions::give(top_model& model) {
  eventfd_t count = 0;
  eventfd_read(ready_, &count);
  const std::lock_guard guard{lock_};
  const bool counted = census_.has_value();
  if (census_)
    model.take(std::move(*census_));
  if (ended_)
    model.end(*ended_);
  if (answer_)
    model.take_details(answer_->jid, std::move(answer_->details));
  census_.reset();
  answer_.reset();
  return counted;
}

void top_questions::ask(const std::string& jid) {
  const std::lock_guard guard{lock_};
  question_ = jid;
  asked_.notify_one();
}

bool top_questions::is_asking() const {
  const std::lock_guard guard{lock_};
  return asking_ || question_.has_value();
}

void top_questions::follow() {
  for (;;) {
    auto came = source_.next();
    const std::lock_guard guard{lock_};
    if (!came) {
      ended_ = came.error();
      tell();
      return;
    }
    census_ = std::move(*came);
    tell();
    if (stopped_)
      return;
  }
}

void top_questions::answer_questions() {
  std::unique_lock held{lock_};
  for (;;) {
    asked_.wait(held, [this] { return stopped_ || question_; });
    if (stopped_)
      return;
    const auto jid = std::move(*question_);
    question_.reset();
    asking_ = true;
    held.unlock();
    auto details = find_out(jid);
    held.lock();
    asking_ = false;
    answer_ = answer{jid, std::move(details)};
    tell();
  }
}

top_details top_questions::find_out(const std::string& jid) {
  top_details details;
  if (auto described = source_.describe(jid))
    details.described = list_in(*described, "actors");
  else
    details.wrong = "cannot be described: " + described.error();
  if (auto messages = source_.last_messages(jid))
    details.messages = std::move(*messages);
  else if (details.wrong.empty())
    details.wrong = "no last messages: " + messages.error();
  return details;
}

void top_questions::tell() const {
  eventfd_write(ready_, 1);
}

} // namespace troupe::tools
