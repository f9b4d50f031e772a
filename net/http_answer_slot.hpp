// SPDX-License-Identifier: Apache-2.0
// Within net/ only.
#pragma once

#include <atomic>
#include <memory>

#include "net/http_connection.hpp"

namespace troupe::net {

/// The place for the answer to one request. Knows the connection only as long
/// as it lives, and touches it on its loop only.
class http_answer_slot {
public:
  http_answer_slot(std::weak_ptr<http_connection> to,
                   const std::shared_ptr<http_shared>& shared)
      : to_(std::move(to)),
        gate_(shared->gate),
        stream_bytes_(shared->options.stream_bytes) {}
  ~http_answer_slot() {
    if (!used_.exchange(true))
      post(plain_error(500));
  }
  http_answer_slot(const http_answer_slot&) = delete;
  http_answer_slot& operator=(const http_answer_slot&) = delete;

  void answer(http_response response) {
    if (!used_.exchange(true))
      post(std::move(response));
  }

  http_stream stream(std::function<void()> gone) {
    auto wake = [to = to_, gate = gate_] {
      gate->post([to] {
        if (auto connection = to.lock())
          connection->flush();
      });
    };
    auto queue
        = std::make_shared<http_stream_queue>(stream_bytes_, std::move(wake));
    if (used_.exchange(true)) {
      queue->leave();
      return http_stream{std::move(queue)};
    }
    gate_->post([to = to_, queue, gone = std::move(gone)] {
      if (auto connection = to.lock())
        connection->stream(queue, gone);
      else if (queue->leave() && gone)
        gone();
    });
    return http_stream{std::move(queue)};
  }

private:
  void post(http_response response) {
    gate_->post([to = to_, response = std::move(response)] {
      if (auto connection = to.lock())
        connection->answer(response);
    });
  }

  std::weak_ptr<http_connection> to_;
  std::shared_ptr<http_gate> gate_;
  std::size_t stream_bytes_;
  std::atomic<bool> used_ = false;
};

} // namespace troupe::net
