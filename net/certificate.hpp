// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "net/openssl_ptr.hpp"
#include "net/tls_context.hpp"

namespace troupe::net {

/// A certificate with what leads to its root, and its key.
struct certificate_pair {
  x509_ptr leaf;
  std::vector<x509_ptr> intermediates;
  key_ptr key;
};

/// Reads both files; the error names the file, what is wrong and the remedy.
boost::system::result<certificate_pair, std::string>
read_pair(const certificate_files& files);

certificate_facts facts_of(const std::string& host, X509& certificate);
/// Whether it is valid for the DNS name (RFC 6125), given in A-labels.
bool covers(X509& certificate, const std::string& name);
/// `tls-server-end-point` (RFC 5929 §4.1); empty where it is undefined, as for
/// Ed25519, whose signature names no hash.
std::string end_point_hash_of(X509& certificate);
/// What the operator should know about a pair that is usable.
std::vector<std::string> warnings_about(const certificate_files& files,
                                        X509& leaf);

} // namespace troupe::net
