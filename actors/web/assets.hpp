// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

#include <boost/system/result.hpp>

#include "net/http_message.hpp"

namespace troupe::web {

/// The files of the built page, in memory: a request is looked up among them
/// and never in the file system.
class assets {
public:
  static constexpr std::size_t most_bytes = std::size_t{8} * 1024 * 1024;

  /// No page: says how to get one.
  assets() = default;
  /// Reads every file below the directory; the error is text for the operator.
  static boost::system::result<assets, std::string>
  read(const std::filesystem::path& directory);

  std::size_t size() const { return files_.size(); }
  /// The answer to GET or HEAD; 404 where there is no such file.
  net::http_response answer(const net::http_request& request) const;

private:
  struct file {
    std::string type, tag, bytes;
    std::string zipped; ///< by gzip; empty: there is no such variant
  };
  std::map<std::string, file, std::less<>> files_; // by path: "/index.html"
};

} // namespace troupe::web
