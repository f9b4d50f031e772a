// SPDX-License-Identifier: Apache-2.0
#include "net/memory_transport.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace troupe::net {

namespace asio = boost::asio;
using boost::system::error_code;

struct memory_peer::line {
  explicit line(memory_settings s) : settings(std::move(s)) {}

  memory_settings settings;
  transport_events* events = nullptr;
  std::function<void()> wake;
  std::string to_server;
  std::string spare; // memory for it
  std::string unsent;
  std::size_t lost = 0; // bytes that can no longer leave
  std::string to_peer;  // in the "socket buffer"
  error_code why;       // of the end
  bool peer_ended = false;
  bool paused = false;
  bool tls_asked = false;
  bool secure = false;
  bool drained = false; // on_drained is due
  bool closing = false;
  bool closed = false;
  bool aborted = false;
  bool pumping = false;

  void attach(transport_events& to) {
    events = &to;
    tls_asked = tls_asked || settings.direct_tls;
    touch();
  }

  void write(std::string_view bytes) {
    if (closing || closed) {
      lost += bytes.size();
      return;
    }
    unsent.append(bytes);
    move_output();
    touch();
  }

  void move_output() {
    const auto room = settings.socket_buffer
                      - std::min(settings.socket_buffer, to_peer.size());
    const auto n = std::min(room, unsent.size());
    to_peer.append(unsent, 0, n);
    unsent.erase(0, n);
    drained = drained || (blocked && unsent.empty());
    blocked = !unsent.empty();
  }

  void start_tls() {
    if (tls_asked || closing || closed)
      return;
    tls_asked = true;
    // Sent in clear before the handshake: must never be taken for secured
    // bytes (STARTTLS injection). TLS would fail on them; here they vanish.
    to_server.clear();
    touch();
  }

  void close() {
    if (closing || closed)
      return;
    closing = true;
    touch();
  }

  void abort() {
    if (closed)
      return;
    aborted = true;
    lost += unsent.size();
    unsent.clear();
    finish(asio::error::operation_aborted);
  }

  void finish(error_code reason) {
    if (closed)
      return;
    closed = true;
    why = reason;
    touch();
  }

  void touch() {
    if (!pumping && wake)
      wake();
  }

  /// Delivers the next event, if one is due.
  bool step() {
    if (!closed && closing && unsent.empty())
      finish({});
    if (!closed && peer_ended && (closing || to_server.empty()) && !paused)
      finish(closing ? error_code{} : why);
    if (!events)
      return false;
    if (closed)
      return std::exchange(events, nullptr)->on_closed(why), true;
    if (closing)
      return false;
    return step_open();
  }

  bool step_open() {
    if (tls_asked && !secure) {
      secure = true;
      events->on_secured(settings.tls);
    } else if (drained) {
      drained = false;
      events->on_drained();
    } else if (!to_server.empty() && !paused) {
      // The two take turns, so that what is measured over them are allocations
      // of others.
      auto bytes = std::exchange(to_server, std::exchange(spare, {}));
      events->on_bytes(bytes);
      bytes.clear();
      spare = std::move(bytes);
    } else {
      return false;
    }
    return true;
  }

  void pump() {
    if (pumping)
      return;
    pumping = true;
    while (step())
      ;
    pumping = false;
  }

private:
  bool blocked = false;
};

namespace {

using shared_line = std::shared_ptr<memory_peer::line>;

class memory_transport final : public transport {
public:
  explicit memory_transport(shared_line shared) : line_(std::move(shared)) {}
  memory_transport(const memory_transport&) = delete;
  memory_transport& operator=(const memory_transport&) = delete;
  ~memory_transport() override {
    line_->events = nullptr;
    line_->abort();
  }

  void attach(transport_events& events) override { line_->attach(events); }
  void detach() override { line_->events = nullptr; }
  void write(std::string_view bytes) override { line_->write(bytes); }
  std::size_t unsent() const override {
    return line_->unsent.size() + line_->lost;
  }
  void start_tls() override { line_->start_tls(); }
  bool is_secure() const override { return line_->secure; }
  const tls_facts& tls() const override {
    assert(is_secure());
    return line_->settings.tls;
  }
  void pause_reading() override { line_->paused = true; }
  void resume_reading() override {
    line_->paused = false;
    line_->touch();
  }
  void close() override { line_->close(); }
  void abort() override { line_->abort(); }
  std::string peer_address() const override { return line_->settings.address; }
  bool is_loopback() const override { return line_->settings.is_loopback; }

private:
  shared_line line_;
};

} // namespace

memory_peer::memory_peer(std::shared_ptr<line> shared)
    : line_(std::move(shared)) {
}
memory_peer::~memory_peer() = default;
memory_peer::memory_peer(memory_peer&&) noexcept = default;
memory_peer& memory_peer::operator=(memory_peer&&) noexcept = default;

void memory_peer::send(std::string_view bytes) {
  if (!line_->peer_ended && !line_->closed)
    line_->to_server.append(bytes);
  pump();
}

std::string memory_peer::take() {
  auto taken = line_->to_peer; // which keeps its memory
  line_->to_peer.clear();
  line_->move_output();
  pump();
  return taken;
}

void memory_peer::end(error_code why) {
  if (!std::exchange(line_->peer_ended, true))
    line_->why = why;
  pump();
}

void memory_peer::expire_linger() {
  if (line_->closing && !line_->unsent.empty())
    line_->finish(asio::error::timed_out);
  pump();
}

void memory_peer::pump() {
  line_->pump();
}

bool memory_peer::is_secure() const {
  return line_->secure;
}
bool memory_peer::is_closed() const {
  return line_->closed;
}
bool memory_peer::is_aborted() const {
  return line_->aborted;
}
bool memory_peer::is_paused() const {
  return line_->paused;
}

void memory_peer::on_activity(std::function<void()> wake) {
  line_->wake = std::move(wake);
}

memory_pair make_memory_transport(memory_settings settings) {
  auto shared = std::make_shared<memory_peer::line>(std::move(settings));
  return {std::make_unique<memory_transport>(shared), memory_peer{shared}};
}

} // namespace troupe::net
