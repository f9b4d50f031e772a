// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "net/tls_context.hpp"

namespace troupe::net::test {

/// A directory of its own that goes with the object.
class scratch_directory {
public:
  scratch_directory();
  ~scratch_directory();
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;

  std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }
  /// Writes a file. @returns its path
  std::filesystem::path write(const std::string& name,
                              const std::string& text) const;

private:
  std::filesystem::path path_;
};

std::string content_of(const std::filesystem::path& file);

struct certificate_wish {
  std::string host;
  std::string key = "P-256";   ///< or "RSA", "Ed25519"
  std::string hash = "SHA256"; ///< of the signature
  int days = 90;               ///< until it expires
};

/// Makes a self-signed pair without the code under test.
certificate_files make_certificate(const scratch_directory& where,
                                   const certificate_wish& wish);

/// Writes a key encrypted with a passphrase. @returns its file
std::filesystem::path make_locked_key(const scratch_directory& where);

} // namespace troupe::net::test
