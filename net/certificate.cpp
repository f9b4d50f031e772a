// SPDX-License-Identifier: Apache-2.0
#include "net/certificate.hpp"

#include <array>
#include <ctime>

#include <sys/stat.h>

#include <openssl/obj_mac.h>
#include <openssl/x509v3.h>

#include "net/domain_name.hpp"

namespace troupe::net {

namespace {

using std::chrono::system_clock;

constexpr std::chrono::hours expiry_notice{14 * 24};

struct general_names_free {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::vector<std::string> dns_names(X509& certificate) {
  std::vector<std::string> found;
  const std::unique_ptr<GENERAL_NAMES, general_names_free> names{
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(
          &certificate, NID_subject_alt_name, nullptr, nullptr))};
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS)
      continue;
    const auto* text = ASN1_STRING_get0_data(name->d.dNSName);
    found.emplace_back(reinterpret_cast<const char*>(text),
                       ASN1_STRING_length(name->d.dNSName));
  }
  return found;
}

system_clock::time_point not_after(X509& certificate) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &utc) != 1)
    return {};
  return system_clock::from_time_t(timegm(&utc));
}

std::string digest(X509& certificate, const EVP_MD* hash) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned size = 0;
  if (!hash || X509_digest(&certificate, hash, bytes.data(), &size) != 1)
    return {};
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

std::string to_hex(const std::string& bytes) {
  static constexpr auto digits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char c : bytes) {
    hex += digits[c >> 4];
    hex += digits[c & 15];
  }
  return hex;
}

std::string date(system_clock::time_point t) {
  const auto seconds = system_clock::to_time_t(t);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text;
  return {text.data(), std::strftime(text.data(), text.size(), "%F", &utc)};
}

bool is_open_to_all(const std::filesystem::path& file) {
  struct stat status {};
  return stat(file.c_str(), &status) == 0 && (status.st_mode & S_IROTH);
}

} // namespace

certificate_facts facts_of(const std::string& host, X509& certificate) {
  return {host, dns_names(certificate), not_after(certificate),
          to_hex(digest(certificate, EVP_sha256()))};
}

bool covers(X509& certificate, const std::string& name) {
  return X509_check_host(&certificate, name.data(), name.size(), 0, nullptr)
             == 1
         || X509_check_ip_asc(&certificate, name.c_str(), 0) == 1;
}

std::string end_point_hash_of(X509& certificate) {
  int hash = NID_undef;
  X509_get_signature_info(&certificate, &hash, nullptr, nullptr, nullptr);
  if (hash == NID_md5 || hash == NID_sha1)
    hash = NID_sha256;
  return hash == NID_undef ? std::string{}
                           : digest(certificate, EVP_get_digestbynid(hash));
}

std::vector<std::string> warnings_about(const certificate_files& files,
                                        X509& leaf) {
  std::vector<std::string> found;
  const auto chain = files.chain.string();
  const auto end = not_after(leaf);
  if (end < system_clock::now())
    found.push_back(chain + ": expired on " + date(end) + "; renew it");
  else if (end < system_clock::now() + expiry_notice)
    found.push_back(chain + ": expires on " + date(end) + "; renew it soon");
  if (!covers(leaf, to_a_labels(files.host)))
    found.push_back(chain + ": is not valid for " + files.host
                    + "; clients will refuse it");
  if (is_open_to_all(files.key))
    found.push_back(files.key.string()
                    + ": everyone can read this key; chmod 600");
  return found;
}

} // namespace troupe::net
