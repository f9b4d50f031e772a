// SPDX-License-Identifier: Apache-2.0
#include "tools/top_run.hpp"

#include <array>
#include <csignal>
#include <cstdlib>

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "tools/top_layout.hpp"
#include "tools/top_model.hpp"
#include "tools/top_questions.hpp"
#include "tools/top_screen.hpp"

namespace troupe::tools {

namespace {

/// Signals as something to read, for this thread and those that it starts.
class signal_reader {
public:
  signal_reader() {
    sigset_t wanted;
    sigemptyset(&wanted);
    for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGWINCH})
      sigaddset(&wanted, each);
    pthread_sigmask(SIG_BLOCK, &wanted, &before_);
    descriptor_ = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  ~signal_reader() {
    close(descriptor_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  signal_reader(const signal_reader&) = delete;
  signal_reader& operator=(const signal_reader&) = delete;

  int descriptor() const { return descriptor_; }
  /// The next one that has come, or 0.
  int next() const {
    signalfd_siginfo came{};
    return read(descriptor_, &came, sizeof came) == sizeof came
               ? static_cast<int>(came.ssi_signo)
               : 0;
  }

private:
  sigset_t before_{};
  int descriptor_ = -1;
};

class session {
public:
  session(top_source& source, const signal_reader& signals, top_screen& screen)
      : signals_(signals),
        screen_(screen),
        source_(source),
        questions_(source) {}

  std::string run() {
    while (!over_) {
      screen_.draw(top_layout(model_, screen_.width(), screen_.height()));
      wait();
    }
    return model_.ended();
  }

private:
  void wait() {
    std::array<pollfd, 3> all{{{STDIN_FILENO, POLLIN, 0},
                               {signals_.descriptor(), POLLIN, 0},
                               {questions_.descriptor(), POLLIN, 0}}};
    if (poll(all.data(), all.size(), -1) < 0)
      return;
    if (all[1].revents != 0)
      take_signals();
    if (all[2].revents != 0 && questions_.give(model_))
      refresh_details();
    if ((all[0].revents & POLLIN) != 0)
      take_keys();
    else if (all[0].revents != 0) // the terminal is gone
      over_ = true;
  }

  void take_signals() {
    while (const int which = signals_.next()) {
      if (which == SIGWINCH)
        screen_.resize();
      else
        over_ = true;
    }
  }

  void take_keys() {
    bool any = false;
    while (const auto key = screen_.key()) {
      any = true;
      const auto wish = model_.press(*key);
      over_ = over_ || wish == top_wish::quit;
      source_.look_at(model_.view() == top_view::actor ? model_.subject() : "");
      if (wish == top_wish::describe)
        questions_.ask(model_.subject());
    }
    // Readable without a key: the end of the input.
    empty_reads_ = any ? 0 : empty_reads_ + 1;
    over_ = over_ || empty_reads_ > 100;
  }

  /// What is shown of an actor is as new as the census.
  void refresh_details() {
    if (model_.view() == top_view::actor && !model_.paused()
        && !questions_.is_asking())
      questions_.ask(model_.subject());
  }

  const signal_reader& signals_;
  top_screen& screen_;
  top_source& source_;
  top_model model_;
  top_questions questions_;
  bool over_ = false;
  int empty_reads_ = 0;
};

} // namespace

std::string run_top(top_source& source) {
  if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1)
    return "top needs a terminal; --json works without one";
  const signal_reader signals;
  top_screen screen;
  if (!screen) {
    const char* kind = std::getenv("TERM");
    return "this terminal is not known (TERM="
           + std::string{kind == nullptr ? "" : kind} + ")";
  }
  return session{source, signals, screen}.run();
}

} // namespace troupe::tools
