// SPDX-License-Identifier: Apache-2.0
// Within actors/web/ only.
#pragma once

#include <memory>
#include <string>

#include "net/http_server.hpp"

namespace troupe::web {

/// A request on its way through the API.
struct asked {
  std::shared_ptr<const net::http_request> request;
  net::http_responder to;
  std::string name; ///< the last part of the path, where the route has one
};

} // namespace troupe::web
