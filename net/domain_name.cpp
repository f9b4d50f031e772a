// SPDX-License-Identifier: Apache-2.0
#include "net/domain_name.hpp"

#include <array>
#include <memory>

#include <unicode/uidna.h>

namespace troupe::net {

namespace {

struct close_idna {
  void operator()(UIDNA* idna) const { uidna_close(idna); }
};

UIDNA* idna() {
  static const std::unique_ptr<UIDNA, close_idna> instance = [] {
    auto error = U_ZERO_ERROR;
    return std::unique_ptr<UIDNA, close_idna>{
        uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &error)};
  }();
  return instance.get();
}

} // namespace

std::string to_a_labels(std::string_view domain) {
  if (domain.ends_with('.'))
    domain.remove_suffix(1);
  std::array<char, 512> to;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  auto error = U_ZERO_ERROR;
  const auto size = uidna_nameToASCII_UTF8(
      idna(), domain.data(), static_cast<int32_t>(domain.size()), to.data(),
      static_cast<int32_t>(to.size()), &info, &error);
  if (U_FAILURE(error) || info.errors != 0)
    return std::string{domain};
  return {to.data(), static_cast<std::size_t>(size)};
}

} // namespace troupe::net
