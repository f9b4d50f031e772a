// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/system/result.hpp>
#include <catch2/catch.hpp>

namespace Catch {

/// Lets CHECK take any result, whether or not what it holds can be printed.
template <class T, class E>
struct StringMaker<boost::system::result<T, E>> {
  static std::string convert(const boost::system::result<T, E>& result) {
    return result ? "success" : "error";
  }
};

} // namespace Catch
