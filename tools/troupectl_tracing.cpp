// SPDX-License-Identifier: Apache-2.0
#include "tools/troupectl_tracing.hpp"

#include <csignal>
#include <iostream>
#include <thread>

#include <sys/eventfd.h>
#include <unistd.h>

#include "actors/admin/catalogue.hpp"
#include "tools/otlp_exporter.hpp"
#include "tools/top_feed.hpp"
#include "tools/top_run.hpp"
#include "tools/trace_mermaid.hpp"
#include "tools/trace_tree.hpp"
#include "tools/troupectl_asking.hpp"
#include "tools/troupectl_following.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

/// How long what waits for an OTLP receiver has at the end.
constexpr std::chrono::seconds farewell{5};

/// Follows `top` on a thread of its own, and asks for the rest.
class server_top final : public top_feed {
public:
  server_top(const config::server_config& config, const admin::command& command,
             const admin::given_arguments& arguments)
      : config_(config), stop_(eventfd(0, EFD_CLOEXEC)) {
    // Signals are the screen's: the thread takes none.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
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
    return result<json>{boost::system::in_place_value, came->at("traces")};
  }
  void stop() override {
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
  std::thread follower_;
};

} // namespace

void add_trace_options(CLI::App& sub, std::string_view command,
                       trace_wishes& into) {
  if (command == "trace" || command == "shown" || command == "explain")
    sub.add_flag("--mermaid", into.mermaid,
                 "Show it as a Mermaid sequence diagram");
  if (command == "trace")
    sub.add_option("--otlp", into.otlp,
                   "Send traces to this OpenTelemetry receiver (OTLP/HTTP)");
}

admin::outcome<json> follow_traces(const config::server_config& config,
                                   const admin::command& command,
                                   const admin::given_arguments& arguments,
                                   const trace_wishes& wishes, bool as_json) {
  std::unique_ptr<otlp_exporter> exporter;
  if (!wishes.otlp.empty()) {
    auto opened = otlp_exporter::open(wishes.otlp);
    if (!opened)
      return admin::failure{admin::failure_code::usage, opened.error()};
    exporter = std::move(*opened);
  }
  const auto look = appearance_of(STDOUT_FILENO);
  auto came = follow_printing(config, command, arguments, as_json,
                              [&](const json& trace) {
                                if (exporter)
                                  exporter->add(trace);
                                else if (wishes.mermaid)
                                  std::cout << trace_mermaid(trace) << '\n';
                                else if (as_json)
                                  std::cout << admin::to_line(trace) << '\n';
                                else
                                  std::cout << trace_tree(trace, look) << '\n';
                              });
  if (exporter)
    std::cerr << "troupectl: "
              << to_text(exporter->finish(farewell), wishes.otlp) << '\n';
  return came;
}

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
