// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "tools/load/client/crowd.hpp"
#include "tools/load/client/pacer.hpp"
#include "tools/load/figures/meter.hpp"
#include "tools/load/modes/mode.hpp"
#include "tools/load/modes/numbered_message.hpp"

namespace troupe::load {

/// Pairs of accounts that send messages to each other: either each message is
/// answered by one, or so many are sent per second.
class chat final : public mode, public crowd_events {
public:
  std::string name() const override { return "chat"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  /// What one of a pair has sent and heard.
  struct player {
    std::uint64_t sent = 0;
    sequence heard;
    clock::time_point window_at; ///< when its last window was sent
  };

  void on_stanza(session& who, const xml::element& stanza) override;

  boost::asio::awaitable<outcome<void>> prepare();
  void begin();
  boost::asio::awaitable<void> drain();
  verdict tell(report& into);
  void send(std::size_t from, clock::time_point at);
  void send_due(std::uint64_t number, clock::time_point due);
  void send_window(std::size_t from);
  void on_acknowledgement(session& who);
  void on_message(session& who, const xml::element& message);
  std::uint64_t sent() const;
  std::uint64_t acknowledged();
  bool is_all_acknowledged();
  std::size_t index_of(const session& who) const;

  // The command line's.
  std::size_t pairs_ = 10;
  std::size_t window_ = 1;
  double rate_ = 0; ///< messages/s; 0: by the window
  std::size_t body_ = 100;
  std::size_t idle_ = 0;
  std::size_t ask_every_ = 0;
  bool is_managed_ = false;
  bool is_resumable_ = false;
  bool awaits_ = false; ///< a window waits for the acknowledgement of the last

  world* world_ = nullptr;
  std::optional<crowd> crowd_;
  std::optional<pacer> pacer_;
  std::vector<player> players_;
  std::string text_; ///< the stanza that is being written
  histogram times_;
  histogram window_times_; ///< from sending a window until all is acknowledged
  std::uint32_t run_ = 0;
  std::uint64_t came_ = 0; ///< different ones
  std::uint64_t errors_ = 0;
  std::uint64_t strays_ = 0; ///< messages of others
  bool is_sending_ = false;
  bool is_measuring_ = false;
};

} // namespace troupe::load
