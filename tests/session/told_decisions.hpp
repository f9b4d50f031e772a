// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/base/trace.hpp"
#include "actors/observe/arrival.hpp"
#include "actors/part/context.hpp"

namespace troupe::session::test {

/// While it lives everything that comes in is followed; what is decided of it.
class told_decisions {
public:
  told_decisions() {
    auto all = std::make_shared<observe::watch>();
    all->bit = 1;
    observe::publish({std::move(all)});
  }
  ~told_decisions() { observe::publish({}); }
  told_decisions(const told_decisions&) = delete;
  told_decisions& operator=(const told_decisions&) = delete;

  /// "outcome, what: reason" of each, in their order.
  std::vector<std::string> texts() const {
    std::vector<std::string> lines;
    for (const auto& r : records_) {
      const auto how = part::name_of(static_cast<part::outcome>(r.outcome));
      lines.push_back(std::string{how} + ", " + std::string{r.decision} + ": "
                      + std::string{r.reason});
    }
    return lines;
  }
  const std::vector<base::trace::record>& records() const { return records_; }

private:
  void take(base::trace::record r) {
    using base::trace::event;
    if (r.what == event::decided || r.what == event::alone)
      records_.push_back(std::move(r));
  }

  std::vector<base::trace::record> records_;
  base::trace::diversion noting_{
      [this](base::trace::record r) { take(std::move(r)); }};
};

} // namespace troupe::session::test
