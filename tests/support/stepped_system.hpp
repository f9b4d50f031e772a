// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <utility>

#include "actors/base/stepped_system.hpp"

namespace troupe::support {

/// Actors that the test drives.
class stepped_system : public base::stepped_system {
public:
  /// Sends a request, runs, and gives its answer. Throws where there is none.
  template <class Answer, class Handle, class Question>
  Answer ask(const Handle& to, Question question) {
    auto answer = find<Answer>(to, std::move(question));
    if (!answer)
      throw std::runtime_error(answer.error());
    return std::move(*answer);
  }
};

} // namespace troupe::support
