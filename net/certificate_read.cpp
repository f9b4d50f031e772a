// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "net/certificate.hpp"
#include "net/tls_error.hpp"

namespace troupe::net {

namespace {

using boost::system::result;
using std::filesystem::path;

std::string remedy(int error) {
  switch (error) {
  case ENOENT:
    return "no such file; check the path (troupectl makes self-signed "
           "certificates)";
  case EACCES:
    return "permission denied; let the server's user read it";
  default:
    return std::strerror(error);
  }
}

result<void, std::string> read_file(const path& file, std::string& to) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    return file.string() + ": is a directory, expected a PEM file";
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return file.string() + ": " + remedy(errno);
  to.assign(std::istreambuf_iterator<char>{in}, {});
  return {};
}

bio_ptr reader_of(const std::string& text) {
  return bio_ptr{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

/// Takes the place of OpenSSL's question on the terminal.
int no_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

result<void, std::string> read_chain(const path& file, certificate_pair& to) {
  std::string text;
  if (auto read = read_file(file, text); !read)
    return read.error();
  ERR_clear_error();
  const auto reader = reader_of(text);
  bool asked = false;
  to.leaf.reset(
      PEM_read_bio_X509_AUX(reader.get(), nullptr, no_passphrase, &asked));
  if (!to.leaf) {
    const bool none
        = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    const auto why = take_tls_reason();
    return file.string()
           + (none ? ": has no certificate; expected PEM, beginning with "
                     "\"-----BEGIN CERTIFICATE-----\""
                   : ": damaged certificate (" + why + ")");
  }
  while (auto next
         = PEM_read_bio_X509(reader.get(), nullptr, no_passphrase, &asked))
    to.intermediates.emplace_back(next);
  const bool at_end
      = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const auto why = take_tls_reason();
  if (!at_end)
    return file.string() + ": damaged certificate no. "
           + std::to_string(to.intermediates.size() + 2) + " (" + why + ")";
  return {};
}

result<void, std::string> read_key(const path& file, certificate_pair& to) {
  std::string text;
  if (auto read = read_file(file, text); !read)
    return read.error();
  ERR_clear_error();
  const auto reader = reader_of(text);
  bool asked = false;
  to.key.reset(
      PEM_read_bio_PrivateKey(reader.get(), nullptr, no_passphrase, &asked));
  const auto why = take_tls_reason();
  if (to.key)
    return {};
  if (asked)
    return file.string() + ": the key has a passphrase; remove it with "
           + "\"openssl pkey -in FILE -out NEWFILE\"";
  if (text.find("-----BEGIN") == std::string::npos)
    return file.string() + ": has no private key; expected PEM, beginning "
           + "with \"-----BEGIN PRIVATE KEY-----\"";
  return file.string() + ": no usable private key (" + why + ")";
}

} // namespace

result<certificate_pair, std::string>
read_pair(const certificate_files& files) {
  certificate_pair pair;
  if (auto read = read_chain(files.chain, pair); !read)
    return read.error();
  if (auto read = read_key(files.key, pair); !read)
    return read.error();
  if (X509_check_private_key(pair.leaf.get(), pair.key.get()) != 1) {
    ERR_clear_error();
    return files.key.string() + ": does not match the first certificate in "
           + files.chain.string()
           + "; give the key that the certificate was made for, and the "
             "host's own certificate before the intermediate ones";
  }
  return pair;
}

} // namespace troupe::net
