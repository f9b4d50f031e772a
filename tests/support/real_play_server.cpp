// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <fstream>

#include "net/self_signed.hpp"
#include "tests/persistence/temporary_directory.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/play_server.hpp"
#include "tests/support/socket_wire.hpp"

namespace troupe::support {

namespace {

constexpr std::chrono::seconds start_limit{20};
/// The daemon promises to stop within 5 s; sanitizers look for leaks then.
constexpr std::chrono::seconds stop_limit{15};

class real_play_server final : public play_server {
public:
  explicit real_play_server(std::string trouped) : trouped_(trouped) {
    troupectl_ = std::filesystem::path{trouped}.parent_path() / "troupectl";
  }

  std::string start(const play& what) override {
    for (auto& p : ports_)
      p = free_port();
    const auto& path = files_.path();
    for (const auto* host : {"localhost", "example.org"})
      if (auto made
          = net::make_self_signed(host, path / (std::string{host} + ".crt"),
                                  path / (std::string{host} + ".key"));
          !made)
        return made.error();
    std::ofstream{config_} << configuration_for(what, path, ports_);
    for (const auto& a : what.accounts)
      if (auto fault = add_account(a); !fault.empty())
        return fault;
    return launch();
  }

  std::unique_ptr<wire> connect(bool direct_tls, std::string& fault) override {
    return connect_socket(ports_[direct_tls ? 1 : 0],
                          files_.path() / "localhost.crt", fault);
  }

  bool settle() override { return false; }

  std::string pass_time(std::chrono::milliseconds) override {
    return "time is real here: say \"memory only: REASON\"";
  }

  std::string stop() override {
    if (!daemon_)
      return {};
    daemon_->signal(SIGTERM);
    auto code = daemon_->wait(stop_limit);
    last_log_ = daemon_->output();
    daemon_.reset();
    if (code == 0)
      return {};
    return "trouped ended with " + std::to_string(code) + " at SIGTERM\n"
           + last_log_;
  }

  std::string restart() override {
    if (auto fault = stop(); !fault.empty())
      return fault;
    return launch();
  }

  std::string log() override { return daemon_ ? daemon_->output() : last_log_; }

private:
  std::string add_account(const play_account& a) {
    auto fault = control({"adduser", a.jid.str(), "-p", a.password});
    if (fault.empty() && a.disabled)
      fault = control({"disable", a.jid.str()});
    return fault;
  }

  std::string control(const std::vector<std::string>& words) {
    std::vector<std::string> all{troupectl_, "-c", config_};
    all.insert(all.end(), words.begin(), words.end());
    child_process command{all};
    if (command.wait(start_limit) == 0)
      return {};
    return "troupectl " + words[0] + ' ' + words[1] + ": " + command.output();
  }

  /// Starts the daemon and waits until it accepts connections.
  std::string launch() {
    daemon_ = std::make_unique<child_process>(
        std::vector<std::string>{trouped_, "-c", config_});
    auto deadline = std::chrono::steady_clock::now() + start_limit;
    while (daemon_->is_running()
           && std::chrono::steady_clock::now() < deadline) {
      auto printed = daemon_->output().size();
      std::string fault;
      if (connect_socket(ports_[0], "", fault)
          && connect_socket(ports_[1], "", fault))
        return {};
      daemon_->await_output(printed);
    }
    return "trouped does not start:\n" + daemon_->output();
  }

  std::string trouped_;
  std::string troupectl_;
  persistence::temporary_directory files_;
  std::string config_ = files_.path() / "troupe.toml";
  std::vector<unsigned> ports_ = {0, 0, 0};
  std::unique_ptr<child_process> daemon_;
  std::string last_log_;
};

} // namespace

std::unique_ptr<play_server> make_real_play_server(std::string trouped) {
  return std::make_unique<real_play_server>(std::move(trouped));
}

} // namespace troupe::support
