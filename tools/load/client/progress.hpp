// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace troupe::load {

/// One line on the terminal that is written anew each second. Nothing where
/// standard error is no terminal.
class progress {
public:
  explicit progress(boost::asio::io_context& io);

  /// Shows what `text` says, until `hide` or the next `show`.
  void show(std::function<std::string()> text);
  void hide();

private:
  void write();
  void wait();

  boost::asio::steady_timer timer_;
  std::function<std::string()> text_;
  std::size_t shown_ = 0; ///< columns of the last line
  bool is_terminal_;
};

} // namespace troupe::load
