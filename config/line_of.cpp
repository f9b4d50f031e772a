// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <config/line_of.hpp>

#include <toml++/toml.h>

namespace troupe::config {

std::size_t line_of(const std::filesystem::path& file, std::string_view path) {
  std::ifstream in{file, std::ios::binary};
  try {
    auto document = toml::parse(in);
    const auto found = toml::at_path(document, path);
    return found.node() ? found.node()->source().begin.line : 0;
  } catch (const toml::parse_error&) {
    return 0; // changed since
  }
}

} // namespace troupe::config
