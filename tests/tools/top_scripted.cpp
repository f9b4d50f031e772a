// SPDX-License-Identifier: Apache-2.0
// top_scripted FIFO: `troupectl top` with a source that a test plays. Each line
// of the FIFO is a census, or {"end": "why"}. Of slow@localhost nothing is ever
// found out. Messages there are only of whom somebody looks at; at the end it
// is told at whom that was.
#include <iostream>
#include <mutex>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/tools_output/traces.hpp"
#include "tools/top_run.hpp"

namespace {

using nlohmann::json;
using troupe::tools::top_source;

class scripted_source : public top_source {
public:
  // Open for writing, too: it has no end when the test has closed its side.
  explicit scripted_source(const char* fifo)
      : script_(open(fifo, O_RDWR | O_CLOEXEC)), stop_(eventfd(0, 0)) {}
  ~scripted_source() override {
    close(script_);
    close(stop_);
  }

  result<json> next() override {
    for (;;) {
      if (const auto end = read_.find('\n'); end != std::string::npos) {
        auto line = json::parse(read_.substr(0, end));
        read_.erase(0, end + 1);
        if (line.contains("end"))
          return failed(line["end"].get<std::string>());
        return {boost::system::in_place_value, std::move(line)};
      }
      if (!is_readable())
        return failed("stopped");
      char chunk[4096];
      const auto size = ::read(script_, chunk, sizeof chunk);
      read_.append(chunk, size > 0 ? static_cast<std::size_t>(size) : 0);
    }
  }

  result<json> describe(const std::string& jid) override {
    if (jid == "slow@localhost") {
      pollfd stopped{stop_, POLLIN, 0};
      poll(&stopped, 1, -1);
    }
    if (jid == "gone@localhost")
      return failed(jid + " is not here");
    auto actors = json::array(
        {{{"name", "user"},
          {"value", jid},
          {"children", {{{"name", "sessions"}, {"value", "2"}}}}}});
    return {boost::system::in_place_value, json{{"actors", actors}}};
  }

  void look_at(const std::string& jid) override {
    const std::lock_guard guard{lock_};
    if (jid == looked_at_.back())
      return;
    looked_at_.push_back(jid);
  }

  result<json> last_messages(const std::string& jid) override {
    const std::lock_guard guard{lock_};
    auto traces = json::array();
    if (jid == looked_at_.back())
      traces.push_back(troupe::tools::test::delivered_trace());
    return {boost::system::in_place_value, std::move(traces)};
  }

  /// "alice - bob -": at whom somebody looked, and at nobody.
  std::string way() const {
    std::string all;
    for (std::size_t i = 1; i < looked_at_.size(); ++i)
      all += (i > 1 ? " " : "") + (looked_at_[i].empty() ? "-" : looked_at_[i]);
    return all;
  }

  void stop() override { eventfd_write(stop_, 1); }

private:
  static result<json> failed(std::string why) {
    return {boost::system::in_place_error, std::move(why)};
  }

  /// @returns false if it was stopped
  bool is_readable() const {
    pollfd both[2]{{script_, POLLIN, 0}, {stop_, POLLIN, 0}};
    poll(both, 2, -1);
    return both[1].revents == 0;
  }

  int script_;
  int stop_;
  std::string read_;
  std::mutex lock_;
  std::vector<std::string> looked_at_{""};
};

} // namespace

int main(int argc, char** argv) {
  if (argc != 2)
    return 2;
  scripted_source source{argv[1]};
  const auto why = troupe::tools::run_top(source);
  if (!why.empty())
    std::cout << "top: " << why << '\n';
  if (const auto way = source.way(); !way.empty())
    std::cout << "looked at: " << way << '\n';
  return why.empty() ? 0 : 1;
}
