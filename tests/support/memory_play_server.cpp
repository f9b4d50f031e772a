// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include "config/server_config.hpp"
#include "net/self_signed.hpp"
#include "persistence/open.hpp"
#include "tests/persistence/temporary_directory.hpp"
#include "tests/support/memory_server.hpp"
#include "tests/support/play_server.hpp"

namespace troupe::support {

namespace {

class memory_wire final : public wire {
public:
  memory_wire(std::shared_ptr<memory_server>& server,
              std::shared_ptr<net::memory_peer> peer)
      : server_(server), peer_(std::move(peer)) {}

  void send(std::string_view bytes) override {
    peer_->send(bytes);
    run();
  }

  outcome read(std::string& to) override {
    run();
    auto taken = peer_->take();
    run();
    to += taken;
    if (!taken.empty())
      return outcome::bytes;
    return peer_->is_closed() ? outcome::ended : outcome::quiet;
  }

  std::string secure(const std::string&) override {
    run();
    return peer_->is_secure() ? "" : "the server has not started TLS";
  }

  bool is_secure() const override { return peer_->is_secure(); }
  std::string exporter() const override { return std::string(32, 'e'); }

  void drop() override {
    peer_->end(boost::asio::error::connection_reset);
    run();
  }

private:
  void run() {
    if (server_)
      server_->run();
  }

  std::shared_ptr<memory_server>& server_;
  std::shared_ptr<net::memory_peer> peer_;
};

class memory_play_server final : public play_server {
public:
  std::string start(const play& what) override {
    if (auto fault = read_config(what); !fault.empty())
      return fault;
    auto opened = persistence::open("memory", {});
    if (!opened)
      return opened.error().message;
    store_ = std::move(*opened);
    server_ = std::make_shared<memory_server>(config_, store_);
    for (const auto& a : what.accounts) {
      auto fault = server_->add_account(a.jid, a.password);
      if (fault.empty() && a.disabled)
        fault = server_->disable_account(a.jid);
      if (!fault.empty())
        return a.jid.str() + ": " + fault;
    }
    return {};
  }

  std::unique_ptr<wire> connect(bool direct_tls, std::string&) override {
    net::memory_settings settings;
    settings.direct_tls = direct_tls;
    return std::make_unique<memory_wire>(server_, server_->connect(settings));
  }

  bool settle() override {
    server_->run();
    return true;
  }

  std::string pass_time(std::chrono::milliseconds how_long) override {
    server_->advance(how_long);
    return {};
  }

  std::string stop() override {
    server_->end_streams();
    return {};
  }

  std::string restart() override {
    server_.reset();
    server_ = std::make_shared<memory_server>(config_, store_);
    return {};
  }

private:
  std::string read_config(const play& what) {
    auto file = files_.path() / "troupe.toml";
    for (const auto* host : {"localhost", "example.org"})
      if (auto made = net::make_self_signed(
              host, files_.path() / (std::string{host} + ".crt"),
              files_.path() / (std::string{host} + ".key"));
          !made)
        return made.error();
    std::ofstream{file} << configuration_for(what, files_.path(), {0, 0, 0});
    auto loaded = config::load(file);
    if (!loaded)
      return to_string(loaded.error().front());
    config_ = std::make_shared<const config::server_config>(std::move(*loaded));
    return {};
  }

  persistence::temporary_directory files_;
  actors::shared_config config_;
  std::shared_ptr<persistence::store> store_;
  std::shared_ptr<memory_server> server_;
};

} // namespace

std::unique_ptr<play_server> make_memory_play_server() {
  return std::make_unique<memory_play_server>();
}

} // namespace troupe::support
