// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "tools/load/modes/iq_loop.hpp"
#include "tools/load/modes/mode.hpp"

namespace troupe::load {

/// Pages of the accounts' own archives (XEP-0313, XEP-0059): the first, the
/// last, and one in the middle.
class archive final : public mode, public crowd_events {
public:
  std::string name() const override { return "archive"; }
  std::string about() const override;
  void describe(CLI::App& app) override;
  boost::asio::awaitable<outcome<verdict>> run(world& in,
                                               report& into) override;

private:
  /// What is known of an account's archive.
  struct shelf {
    std::uint64_t count = 0;   ///< messages seen so far
    std::uint64_t to_send = 0; ///< messages that fill it
    std::string middle;        ///< id of the message in the middle
    bool is_walked = false;
  };

  void on_stanza(session& who, const xml::element& stanza) override;
  boost::asio::awaitable<outcome<void>> prepare();
  boost::asio::awaitable<outcome<void>> fill();
  boost::asio::awaitable<outcome<void>> walk();
  boost::asio::awaitable<outcome<void>> page(const std::string& what,
                                             report& into);
  void on_walked(session& who, shelf& of, const xml::element& stanza);
  void send_next(session& who, shelf& of);
  std::string position_of(const std::string& what, const session& who) const;
  shelf& shelf_of(const session& who);
  bool is_all_walked() const;

  std::size_t count_ = 10;
  std::size_t messages_ = 1000;
  std::size_t page_ = 50;
  std::size_t window_ = 4;

  world* world_ = nullptr;
  std::optional<crowd> crowd_;
  std::optional<iq_loop> loop_;
  std::vector<shelf> shelves_;
  std::uint64_t to_come_ = 0; ///< messages that fill archives
  std::uint64_t results_ = 0; ///< messages on pages
  std::string failure_;
};

} // namespace troupe::load
