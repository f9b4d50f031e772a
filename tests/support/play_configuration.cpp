// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/support/play_server.hpp"

namespace troupe::support {

std::string configuration_for(const play& what, const std::string& directory,
                              const std::vector<unsigned>& ports) {
  std::string top;
  std::string host;
  for (const auto& line : what.config)
    if (line.starts_with("host."))
      host += line.substr(5) + '\n';
    else
      top += line + '\n';
  return fmt::format(R"({}data_dir = "{}"
c2s.listen = ["127.0.0.1:{}"]
c2s.direct_tls = ["127.0.0.1:{}"]
http.listen = ["127.0.0.1:{}"]
web.listen = ["127.0.0.1:0"]
[[host]]
name = "localhost"
certificate = "{}/localhost.crt"
key = "{}/localhost.key"
{}[[host]]
name = "example.org"
certificate = "{}/example.org.crt"
key = "{}/example.org.key"
)",
                     top, directory, ports[0], ports[1], ports[2], directory,
                     directory, host, directory, directory);
}

} // namespace troupe::support
