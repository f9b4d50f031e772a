// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <sys/eventfd.h>
#include <unistd.h>

#include "actors/admin/catalogue.hpp"
#include "tools/top_feed.hpp"
#include "tools/top_run.hpp"
#include "tools/top_traces.hpp"
#include "tools/troupectl_asking.hpp"
#include "tools/troupectl_tracing.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

/// What goes by one address, live, on a thread of its own. A bounded number of
/// stanzas each time that somebody asks: so it costs the server no more where
/// that is the address of a host, by which all go.
class message_watch {
public:
  explicit message_watch(const config::server_config& config)
      : config_(config),
        enough_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        thread_([this] { run(); }) {}
  ~message_watch() {
    stop();
    thread_.join();
    ::close(enough_);
  }
  message_watch(const message_watch&) = delete;
  message_watch& operator=(const message_watch&) = delete;

  void look_at(const std::string& jid) {
    const std::lock_guard guard{lock_};
    if (jid == wanted_)
      return;
    wanted_ = jid;
    is_due_ = true;
    traces_.look_at(jid);
    wake();
  }
  /// Those that came, with those that the server keeps; there may be more.
  json with(const json& kept) {
    const std::lock_guard guard{lock_};
    is_due_ = true;
    changed_.notify_one();
    return traces_.with(kept);
  }
  void stop() {
    const std::lock_guard guard{lock_};
    is_stopped_ = true;
    wake();
  }

private:
  void wake() {
    eventfd_write(enough_, 1);
    changed_.notify_one();
  }

  void run() {
    std::unique_lock held{lock_};
    for (;;) {
      changed_.wait(held, [this] {
        return is_stopped_ || (is_due_ && !wanted_.empty());
      });
      if (is_stopped_)
        return;
      eventfd_t before = 0;
      eventfd_read(enough_, &before);
      const auto jid = wanted_;
      held.unlock();
      follow_one(jid);
      held.lock();
      // Not at once again: when somebody asks.
      is_due_ = is_due_ && jid != wanted_;
    }
  }

  /// Where it cannot be followed, there is what the server keeps.
  void follow_one(const std::string& jid) {
    const admin::given_arguments wish{
        {"jid", jid},
        {"limit", std::to_string(top_traces::most)},
        {"for", "60s"}};
    follow(config_, *admin::find_command("trace"), wish,
           {[&](const json& trace) { traces_.add(jid, trace); },
            [](const json&) {}},
           enough_);
  }

  const config::server_config& config_;
  top_traces traces_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::string wanted_; ///< empty: nobody looks
  bool is_due_ = false;
  bool is_stopped_ = false;
  int enough_; ///< readable: what is followed is to end
  std::thread thread_;
};

/// Follows `top` on a thread of its own, and asks for the rest.
class server_top final : public top_feed {
public:
  server_top(const config::server_config& config, const admin::command& command,
             const admin::given_arguments& arguments)
      : config_(config), stop_(eventfd(0, EFD_CLOEXEC)) {
    // Signals are the screen's: the threads take none.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    messages_.emplace(config_);
    follower_ = std::thread{[this, &command, arguments] {
      auto came = follow(
          config_, command, arguments,
          {[this](const json& census) { feed(census); }, [](const json&) {}},
          stop_);
      end(came ? std::string{} : came.error().message);
    }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  ~server_top() override {
    server_top::stop();
    follower_.join();
    ::close(stop_);
  }

  result<json> describe(const std::string& jid) override {
    return answer("describe", jid);
  }
  result<json> last_messages(const std::string& jid) override {
    auto came = answer("recent", jid);
    if (!came)
      return came;
    return result<json>{boost::system::in_place_value,
                        messages_->with(came->at("traces"))};
  }
  void look_at(const std::string& jid) override { messages_->look_at(jid); }
  void stop() override {
    messages_->stop();
    eventfd_write(stop_, 1);
    top_feed::stop();
  }

private:
  result<json> answer(std::string_view command, const std::string& jid) {
    auto came = ask(config_, *admin::find_command(command), {{"jid", jid}});
    if (!came)
      return result<json>{boost::system::in_place_error, came.error().message};
    return result<json>{boost::system::in_place_value, std::move(*came)};
  }

  const config::server_config& config_;
  int stop_;
  std::optional<message_watch> messages_;
  std::thread follower_;
};

} // namespace

admin::outcome<json> show_top(const config::server_config& config,
                              const admin::command& command,
                              const admin::given_arguments& arguments) {
  server_top source{config, command, arguments};
  auto fault = run_top(source);
  if (!fault.empty())
    return admin::failure{admin::failure_code::failed, std::move(fault)};
  return admin::success(nullptr);
}

} // namespace troupe::tools
