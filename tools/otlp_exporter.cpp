// SPDX-License-Identifier: Apache-2.0
#include "tools/otlp_exporter.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "net/http_client.hpp"
#include "tools/json_members.hpp"
#include "tools/otlp.hpp"

namespace troupe::tools {

using nlohmann::json;
using clock = std::chrono::steady_clock;

namespace {

/// The answers after which a client may try again (OTLP 1.x, "Retryable
/// Response Codes").
bool is_passing(unsigned status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

/// The spans that the receiver did not take, of an answer 200. Being 64-bit,
/// the number is a text in strict JSON.
std::uint64_t rejected_in(const json& partial) {
  const auto as_text = text_in(partial, "rejectedSpans");
  return as_text.empty() ? count_in(partial, "rejectedSpans")
                         : std::strtoull(as_text.c_str(), nullptr, 10);
}

} // namespace

class otlp_exporter::sender {
public:
  sender(net::http_url url, const otlp_options& options)
      : url_(std::move(url)), options_(options) {
    thread_ = std::thread{[this] { run(); }};
  }

  ~sender() { finish(std::chrono::milliseconds{0}); }

  void add(json trace) {
    const std::lock_guard guard{lock_};
    if (waiting_.size() >= options_.queue) {
      waiting_.pop_front();
      ++summary_.dropped;
    }
    waiting_.push_back(std::move(trace));
    changed_.notify_one();
  }

  otlp_summary finish(std::chrono::milliseconds grace) {
    {
      const std::lock_guard guard{lock_};
      until_ = clock::now() + grace;
      changed_.notify_one();
    }
    if (thread_.joinable())
      thread_.join();
    return summary_;
  }

private:
  using guard = std::unique_lock<std::mutex>;

  bool is_over() const { return until_ && clock::now() >= *until_; }

  void run() {
    guard held{lock_};
    for (;;) {
      changed_.wait(held, [this] { return until_ || !waiting_.empty(); });
      changed_.wait_for(held, options_.linger, [this] {
        return until_ || waiting_.size() >= options_.batch;
      });
      if (waiting_.empty() || is_over() || !send(taken(), held))
        break;
    }
    summary_.dropped += std::exchange(waiting_, {}).size();
  }

  std::vector<json> taken() {
    const auto end = waiting_.begin()
                     + static_cast<std::ptrdiff_t>(
                         std::min(options_.batch, waiting_.size()));
    std::vector<json> batch{std::make_move_iterator(waiting_.begin()),
                            std::make_move_iterator(end)};
    waiting_.erase(waiting_.begin(), end);
    return batch;
  }

  /// @returns false if the end came while the receiver wanted a pause
  bool send(const std::vector<json>& batch, guard& held) {
    for (unsigned attempt = 1;; ++attempt) {
      held.unlock();
      const auto came = post(batch);
      held.lock();
      if (came && came->status >= 200 && came->status < 300) {
        summary_.sent += batch.size();
        note_partial(came->body);
        return true;
      }
      summary_.last_error
          = came ? "HTTP status " + std::to_string(came->status) : came.error();
      if ((came && !is_passing(came->status)) || attempt >= options_.attempts) {
        summary_.failed += batch.size();
        return true;
      }
      const auto told = came ? came->retry_after : std::nullopt;
      if (!pause(pause_after(attempt, told, options_), held)) {
        summary_.dropped += batch.size();
        return false;
      }
    }
  }

  boost::system::result<net::http_answer, std::string>
  post(const std::vector<json>& batch) const {
    net::http_post_options how;
    how.limit = options_.limit;
    return net::http_post(url_,
                          otlp_request(batch).dump(
                              -1, ' ', false, json::error_handler_t::replace),
                          how);
  }

  void note_partial(const std::string& body) {
    const auto answer = json::parse(body, nullptr, false);
    const auto& partial = member_in(answer, "partialSuccess");
    summary_.rejected_spans += rejected_in(partial);
    if (auto why = text_in(partial, "errorMessage"); !why.empty())
      summary_.last_error = std::move(why);
  }

  /// @returns false if the end comes before it is over
  bool pause(std::chrono::milliseconds length, guard& held) {
    const auto over = clock::now() + length;
    while (clock::now() < over) {
      if (until_ && *until_ < over)
        return false;
      changed_.wait_until(held, over);
    }
    return true;
  }

  net::http_url url_;
  otlp_options options_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<json> waiting_;
  otlp_summary summary_;
  std::optional<clock::time_point> until_; ///< set: no longer than this
  std::thread thread_;
};

boost::system::result<std::unique_ptr<otlp_exporter>, std::string>
otlp_exporter::open(std::string_view url, const otlp_options& options) {
  auto parsed = net::parse_http_url(url);
  if (!parsed)
    return {boost::system::in_place_error, parsed.error()};
  if (parsed->target == "/")
    parsed->target = "/v1/traces";
  return std::unique_ptr<otlp_exporter>{
      new otlp_exporter{std::make_unique<sender>(std::move(*parsed), options)}};
}

otlp_exporter::otlp_exporter(std::unique_ptr<sender> s)
    : sender_(std::move(s)) {
}

otlp_exporter::~otlp_exporter() = default;

void otlp_exporter::add(json trace) {
  sender_->add(std::move(trace));
}

otlp_summary otlp_exporter::finish(std::chrono::milliseconds grace) {
  return sender_->finish(grace);
}

std::chrono::milliseconds pause_after(unsigned attempt,
                                      std::optional<std::chrono::seconds> told,
                                      const otlp_options& options) {
  const auto doubled
      = options.first_pause * (1U << std::clamp(attempt, 1U, 16U)) / 2;
  if (!told)
    return std::min<std::chrono::milliseconds>(doubled, options.longest_pause);
  // A server may tell any number: too many seconds for milliseconds, too.
  const auto most
      = std::chrono::duration_cast<std::chrono::seconds>(options.longest_pause);
  return std::clamp(*told, std::chrono::seconds{0}, most);
}

std::string to_text(const otlp_summary& summary, std::string_view url) {
  auto text
      = std::to_string(summary.sent) + " traces sent to " + std::string{url};
  if (summary.dropped > 0)
    text += ", " + std::to_string(summary.dropped) + " dropped";
  if (summary.failed > 0)
    text += ", " + std::to_string(summary.failed) + " not taken";
  if (summary.rejected_spans > 0)
    text += ", " + std::to_string(summary.rejected_spans) + " spans rejected";
  if (!summary.last_error.empty())
    text += " (last error: " + summary.last_error + ")";
  return text;
}

} // namespace troupe::tools
