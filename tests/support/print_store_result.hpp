// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>

#include "persistence/store.hpp"

namespace Catch {

/// Lets CHECK take the result of any store call; its value is not printed.
template <class T>
struct StringMaker<troupe::persistence::result<T>> {
  static std::string convert(const troupe::persistence::result<T>& result) {
    return result ? "success" : "error: " + result.error().message;
  }
};

template <>
struct StringMaker<troupe::persistence::store_error> {
  static std::string convert(const troupe::persistence::store_error& error) {
    return error.message;
  }
};

} // namespace Catch
