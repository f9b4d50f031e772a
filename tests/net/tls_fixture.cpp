// SPDX-License-Identifier: Apache-2.0
#include "tests/net/tls_fixture.hpp"

namespace troupe::net::test {

const std::shared_ptr<const tls_context>& two_hosts() {
  static const auto context = [] {
    const scratch_directory where;
    return *tls_context::load(
        {make_certificate(where, {"one.example"}),
         make_certificate(where, {"two.example", "P-384", "SHA384"})});
  }();
  return context;
}

} // namespace troupe::net::test
