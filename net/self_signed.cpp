// SPDX-License-Identifier: Apache-2.0
#include "net/self_signed.hpp"

#include <cerrno>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "net/domain_name.hpp"
#include "net/openssl_ptr.hpp"
#include "net/tls_error.hpp"

namespace troupe::net {

using boost::system::result;

namespace {

constexpr long day = 24 * 60 * 60;

bool set_serial(X509& certificate) {
  std::uint64_t serial = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1)
    return false;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(&certificate),
                                 serial >> 1 | 1)
         == 1;
}

bool set_subject(X509& certificate, const std::string& host) {
  auto name = X509_get_subject_name(&certificate);
  // A common name has at most 64 characters (RFC 5280, ub-common-name); the
  // subjectAltName is what counts.
  const auto shown = host.size() <= 64 ? host : std::string{"XMPP server"};
  const auto text = reinterpret_cast<const unsigned char*>(shown.data());
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text,
                                    static_cast<int>(shown.size()), -1, 0)
             == 1
         && X509_set_issuer_name(&certificate, name) == 1;
}

bool add_extension(X509& certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, openssl_free<X509_EXTENSION_free>> made{
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
  return made && X509_add_ext(&certificate, made.get(), -1) == 1;
}

std::string alternative_names(const std::string& host) {
  if (host == "localhost")
    return "DNS:localhost,IP:127.0.0.1,IP:::1";
  const std::unique_ptr<ASN1_OCTET_STRING, openssl_free<ASN1_OCTET_STRING_free>>
      address{a2i_IPADDRESS(host.c_str())};
  ERR_clear_error();
  return (address ? "IP:" : "DNS:") + host;
}

bool fill(X509& certificate, EVP_PKEY& key, const std::string& host) {
  return X509_set_version(&certificate, 2) == 1
         && set_serial(certificate)
         // An hour for clients whose clock is behind.
         && X509_gmtime_adj(X509_getm_notBefore(&certificate), -60L * 60)
         && X509_gmtime_adj(X509_getm_notAfter(&certificate), 825 * day)
         && set_subject(certificate, host)
         && X509_set_pubkey(&certificate, &key) == 1
         && add_extension(certificate, NID_basic_constraints,
                          "critical,CA:FALSE")
         && add_extension(certificate, NID_key_usage,
                          "critical,digitalSignature")
         && add_extension(certificate, NID_ext_key_usage, "serverAuth")
         && add_extension(certificate, NID_subject_key_identifier, "hash")
         && add_extension(certificate, NID_subject_alt_name,
                          alternative_names(host))
         && X509_sign(&certificate, &key, EVP_sha256()) != 0;
}

std::string_view text_of(BIO* bio) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

/// Creates the file, or fails if there is one.
result<void, std::string> write_new(const std::filesystem::path& file,
                                    mode_t mode, std::string_view text) {
  const int fd
      = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0)
    return file.string() + ": "
           + (errno == EEXIST ? "exists already; remove it to make another"
                              : std::strerror(errno));
  const auto written = ::write(fd, text.data(), text.size());
  const int error = written < 0 ? errno : ENOSPC;
  const bool complete = written == static_cast<ssize_t>(text.size());
  if (::close(fd) == 0 && complete)
    return {};
  ::unlink(file.c_str());
  return file.string() + ": " + std::strerror(error);
}

bool is_plausible(const std::string& host) {
  // The name goes into OpenSSL's extension syntax, where these would separate.
  return !host.empty() && host.find_first_of(",;\n\r ") == std::string::npos;
}

} // namespace

result<void, std::string>
make_self_signed(const std::string& host,
                 const std::filesystem::path& chain_path,
                 const std::filesystem::path& key_path) {
  const auto name = to_a_labels(host);
  if (!is_plausible(name))
    return "\"" + host + "\" is not a host name";
  ERR_clear_error();
  const key_ptr key{EVP_EC_gen("P-256")};
  const x509_ptr certificate{X509_new()};
  const bio_ptr chain_text{BIO_new(BIO_s_mem())};
  const bio_ptr key_text{BIO_new(BIO_s_secmem())};
  if (!key || !certificate || !chain_text || !key_text
      || !fill(*certificate, *key, name)
      || PEM_write_bio_X509(chain_text.get(), certificate.get()) != 1
      || PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr,
                                  0, nullptr, nullptr)
             != 1)
    return "no certificate for " + host + ": " + take_tls_reason();
  if (auto written = write_new(key_path, 0600, text_of(key_text.get()));
      !written)
    return written;
  auto written = write_new(chain_path, 0644, text_of(chain_text.get()));
  if (!written)
    ::unlink(key_path.c_str()); // made by us just now
  return written;
}

} // namespace troupe::net
