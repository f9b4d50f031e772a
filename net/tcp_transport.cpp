// SPDX-License-Identifier: Apache-2.0
#include "net/tcp_transport.hpp"

#include <cassert>

#include "net/connection.hpp"

namespace troupe::net {

namespace {

/// The owner's end of a connection.
class tcp_transport final : public transport {
public:
  tcp_transport(std::shared_ptr<connection> inner, bool direct_tls)
      : inner_(std::move(inner)), direct_tls_(direct_tls) {}
  tcp_transport(const tcp_transport&) = delete;
  tcp_transport& operator=(const tcp_transport&) = delete;

  ~tcp_transport() override {
    inner_->detach();
    inner_->abort();
  }

  void attach(transport_events& events) override {
    inner_->attach(events, direct_tls_);
  }
  void detach() override { inner_->detach(); }
  void write(std::string_view bytes) override { inner_->write(bytes); }
  std::size_t unsent() const override { return inner_->unsent(); }
  void start_tls() override { inner_->start_tls(); }
  bool is_secure() const override { return inner_->secured() != nullptr; }
  const tls_facts& tls() const override {
    assert(is_secure());
    return inner_->secured()->facts();
  }
  void pause_reading() override { inner_->pause_reading(); }
  void resume_reading() override { inner_->resume_reading(); }
  void close() override { inner_->close(); }
  void abort() override { inner_->abort(); }
  std::string peer_address() const override {
    return inner_->peer().to_string();
  }
  bool is_loopback() const override { return inner_->peer().is_loopback(); }

private:
  std::shared_ptr<connection> inner_;
  bool direct_tls_;
};

} // namespace

std::unique_ptr<transport> make_tcp_transport(boost::asio::ip::tcp::socket s,
                                              turn& loop_turn, tls_source tls,
                                              bool direct_tls) {
  return std::make_unique<tcp_transport>(
      std::make_shared<connection>(std::move(s), loop_turn, std::move(tls)),
      direct_tls);
}

} // namespace troupe::net
