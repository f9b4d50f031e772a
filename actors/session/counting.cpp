// SPDX-License-Identifier: Apache-2.0
#include "actors/session/counting.hpp"

#include <algorithm>

namespace troupe::session {

observe::stream_end end_for(xml::stream_condition condition, bool is_bound) {
  using enum xml::stream_condition;
  using observe::stream_end;
  switch (condition) {
  case connection_timeout:
    return stream_end::timeout;
  case conflict:
    return stream_end::conflict;
  case policy_violation:
  case resource_constraint:
    return stream_end::limit;
  case system_shutdown:
    return stream_end::shutdown;
  case host_gone:
  case reset:
    return stream_end::revoked;
  case not_authorized:
    return is_bound ? stream_end::revoked : stream_end::protocol;
  case internal_server_error:
  case remote_connection_failed:
    return stream_end::failed;
  default:
    return stream_end::protocol;
  }
}

observe::tls_version tls_version_of(std::string_view version) {
  using enum observe::tls_version;
  return version == "TLSv1.3"   ? tls_1_3
         : version == "TLSv1.2" ? tls_1_2
                                : other;
}

observe::mechanism mechanism_of(std::string_view name) {
  const auto& all = observe::mechanism_names;
  const auto* end = all.begin() + static_cast<int>(observe::mechanism::other);
  const auto* known = std::ranges::find(all.begin(), end, name);
  return static_cast<observe::mechanism>(known - all.begin());
}

} // namespace troupe::session
