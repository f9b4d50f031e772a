// SPDX-License-Identifier: Apache-2.0
#include <caf/local_actor.hpp>

#include "actors/base/handling.hpp"
#include "actors/base/trace.hpp"

namespace troupe::base::trace {

struct parked::state {
  record about;
  bool is_taken_up = false;

  ~state() {
    if (is_taken_up)
      return;
    about.what = event::lost;
    keep(std::move(about));
  }
};

void parked::park(const char* label) {
  about_ = std::make_shared<state>();
  auto& r = about_->about;
  r.what = event::sent;
  r.at = now();
  r.trace = here.trace;
  r.span = next_id();
  r.parent = here.span;
  r.decision = label;
  if (handling != nullptr) {
    r.from = r.to = handling->id();
    r.kind = handling->name();
  }
  keep(r);
}

parked::running::running(const parked& p) : of_(p), outer_(here) {
  if (!of_.about_)
    return;
  since_ = now();
  here = {of_.about_->about.trace, of_.about_->about.span};
}

parked::running::~running() {
  here = outer_;
  if (!of_.about_ || of_.about_->is_taken_up)
    return;
  auto r = of_.about_->about;
  of_.about_->is_taken_up = true;
  r.what = event::handled;
  r.waited = since_ - r.at;
  r.at = since_;
  r.took = now() - since_;
  keep(std::move(r));
}

} // namespace troupe::base::trace
