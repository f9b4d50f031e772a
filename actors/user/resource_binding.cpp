// SPDX-License-Identifier: Apache-2.0
#include "actors/user/resource_binding.hpp"

#include <string_view>

#include "actors/base/environment.hpp"

namespace troupe::user {

namespace {

/// A resourcepart that nobody can guess (RFC 6120 §7.6.1).
std::string random_name() {
  constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
  std::string result;
  for (int i = 0; i < 2; ++i) {
    auto bits = base::random_bits();
    for (int k = 0; k < 8; ++k, bits >>= 5)
      result += alphabet[bits % alphabet.size()];
  }
  return result;
}

binding failed(xml::condition what, std::string_view text) {
  return {{}, {}, xml::stanza_error::make(what, text)};
}

} // namespace

binding choose_resource(const xml::jid& account, std::string_view wanted,
                        part::session_table& sessions,
                        config::conflict_policy policy, std::size_t limit) {
  auto full = account.with_resource(wanted.empty() ? random_name()
                                                   : std::string{wanted});
  if (!full)
    return failed(xml::condition::bad_request,
                  "the resource is not a valid resourcepart");
  auto taken = sessions.find(full->resource()) != nullptr;
  if (taken && policy == config::conflict_policy::refuse)
    return failed(xml::condition::conflict, "the resource is in use");
  if (taken && policy == config::conflict_policy::replace)
    return {*full, std::string{full->resource()}, {}};
  if (limit != 0 && sessions.all().size() >= limit) {
    auto e = failed(xml::condition::resource_constraint,
                    "too many sessions of this account");
    e.error->type = xml::error_type::wait;
    return e;
  }
  if (taken) {
    auto renamed = account.with_resource(random_name());
    return {*renamed, {}, {}};
  }
  return {*full, {}, {}};
}

} // namespace troupe::user
