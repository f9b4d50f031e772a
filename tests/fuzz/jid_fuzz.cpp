// SPDX-License-Identifier: Apache-2.0
// What parses is stable: its text parses to itself, its parts keep to their
// lengths and make it up again. PRECIS profiles are stable likewise.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "xml/jid.hpp"
#include "xml/precis.hpp"

namespace {

using namespace troupe::xml;

void require(bool holds) {
  if (!holds)
    std::abort();
}

std::string assembled(const jid& x) {
  std::string out;
  if (!x.local().empty())
    out.append(x.local()).append("@");
  out += x.domain();
  if (!x.resource().empty())
    out.append("/").append(x.resource());
  return out;
}

void check_jid(std::string_view text) {
  auto parsed = jid::parse(text);
  if (!parsed)
    return;
  require(!parsed->domain().empty());
  for (auto part : {parsed->local(), parsed->domain(), parsed->resource()})
    require(part.size() <= 1023);
  require(assembled(*parsed) == parsed->str());
  auto again = jid::parse(parsed->str());
  require(again && *again == *parsed);
  auto made = jid::make(parsed->local(), parsed->domain(), parsed->resource());
  require(made && *made == *parsed);
  auto bare = jid::parse(parsed->bare_view());
  require(bare && *bare == parsed->bare() && bare->is_bare());
  auto back = bare->with_resource(parsed->resource());
  require(back && *back == *parsed);
}

template <class Profile>
void check_profile(std::string_view text, Profile profile) {
  auto once = profile(text);
  if (once)
    require(!once->empty() && profile(*once) == once);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  check_jid(text);
  check_profile(text, username_case_mapped);
  check_profile(text, opaque_string);
  return 0;
}
