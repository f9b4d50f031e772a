// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <boost/system/result.hpp>

namespace troupe::load {

/// Why something cannot go on, for people; it says what to do next where that
/// is known.
struct problem {
  std::string text;
};

template <class T>
using outcome = boost::system::result<T, problem>;

/// A text would convert itself into a problem, too.
inline outcome<std::string> success(std::string text) {
  return {boost::system::in_place_value, std::move(text)};
}

} // namespace troupe::load
