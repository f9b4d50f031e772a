// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/events.hpp"

#include <spdlog/spdlog.h>

namespace troupe::observe {

void decided(const xml::jid& at, const xml::stanza& x, part::decision d) {
  auto log = spdlog::default_logger_raw();
  if (!log->should_log(spdlog::level::debug))
    return;
  // No body and no payload is logged: only who, what and why.
  log->debug("stanza.decided trace={} at={} kind={} id={} from={} to={} "
             "what=\"{}\" reason=\"{}\"",
             x.trace(), at.str(), xml::name_of(x.kind()), x.id(),
             x.from().str(), x.to().str(), d.what, d.reason);
}

} // namespace troupe::observe
