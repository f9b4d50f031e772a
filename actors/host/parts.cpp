// SPDX-License-Identifier: Apache-2.0
#include "actors/host/parts.hpp"

#include "actors/host/ad_hoc.hpp"
#include "actors/host/caps.hpp"
#include "actors/host/contact.hpp"
#include "actors/host/disco.hpp"
#include "actors/host/last_activity.hpp"
#include "actors/host/ping.hpp"
#include "actors/host/registration.hpp"
#include "actors/host/time.hpp"
#include "actors/host/version.hpp"

namespace troupe::host {

const part::host_catalogue& host_parts() {
  static const auto parts = [] {
    part::host_catalogue all;
    all.add<disco>();
    all.add<caps>();
    all.add<contact>();
    all.add<ping>();
    all.add<version>();
    all.add<time>();
    all.add<last_activity>();
    all.add<registration>();
    all.add<ad_hoc>();
    return all;
  }();
  return parts;
}

} // namespace troupe::host
