// SPDX-License-Identifier: Apache-2.0
#include "actors/part/digest.hpp"

#include <cctype>
#include <memory>
#include <new>

#include <openssl/evp.h>

namespace troupe::part {

namespace {

auto as_uchars(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

auto as_uchars(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

struct context_deleter {
  void operator()(EVP_MD_CTX* x) const { EVP_MD_CTX_free(x); }
};

/// OpenSSL looks an algorithm up by its name each time, unless it was fetched;
/// that and a new context cost more than a short text's digest.
std::string digest(std::string_view bytes, const EVP_MD* method) {
  thread_local const std::unique_ptr<EVP_MD_CTX, context_deleter> context{
      EVP_MD_CTX_new()};
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  if (!context || EVP_DigestInit_ex(context.get(), method, nullptr) != 1
      || EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1
      || EVP_DigestFinal_ex(context.get(), as_uchars(result), &length) != 1)
    throw std::bad_alloc{}; // these fail for want of memory alone
  result.resize(length);
  return result;
}

/// Fetched once, for the life of the process; where that fails, as it is.
const EVP_MD* fetched(const EVP_MD* method) {
  const auto* found = EVP_MD_fetch(nullptr, EVP_MD_get0_name(method), nullptr);
  return found != nullptr ? found : method;
}

} // namespace

std::string sha1(std::string_view bytes) {
  static const auto* const method = fetched(EVP_sha1());
  return digest(bytes, method);
}

std::string sha256(std::string_view bytes) {
  static const auto* const method = fetched(EVP_sha256());
  return digest(bytes, method);
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  result.reserve(2 * bytes.size());
  for (unsigned char c : bytes) {
    result += digits[c >> 4];
    result += digits[c & 15];
  }
  return result;
}

std::string base64(std::string_view bytes) {
  // One more byte: OpenSSL ends its output with a zero.
  std::string result(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  auto length = EVP_EncodeBlock(as_uchars(result), as_uchars(bytes),
                                static_cast<int>(bytes.size()));
  result.resize(static_cast<std::size_t>(length));
  return result;
}

std::optional<std::string> unbase64(std::string_view text) {
  std::string digits;
  for (unsigned char c : text)
    if (!std::isspace(c))
      digits += static_cast<char>(c);
  auto padding = digits.ends_with("==") ? 2u : digits.ends_with("=") ? 1u : 0u;
  // OpenSSL takes a "=" anywhere for a zero.
  auto has_other = digits.find('=') < digits.size() - padding;
  if (digits.size() % 4 != 0 || has_other)
    return {};
  std::string result(digits.size() / 4 * 3, '\0');
  auto length = EVP_DecodeBlock(as_uchars(result), as_uchars(digits),
                                static_cast<int>(digits.size()));
  if (length < 0)
    return {};
  result.resize(static_cast<std::size_t>(length) - padding);
  return result;
}

} // namespace troupe::part
