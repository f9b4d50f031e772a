// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/name_template.hpp"

namespace troupe::load {

outcome<name_template> name_template::parse(std::string_view text) {
  const auto at = text.find("{}");
  if (at == text.npos || text.find("{}", at + 2) != text.npos)
    return problem{"--user needs one {} where the number goes, e.g. 'u{}'"};
  name_template made;
  made.before_ = text.substr(0, at);
  made.after_ = text.substr(at + 2);
  if ((made.before_ + made.after_).find_first_of(" \"&'/:<>@{}")
      != std::string::npos)
    return problem{"--user is the part before the @ only, e.g. 'u{}'; a space"
                   " and \" & ' / : < > @ cannot be in it"};
  return made;
}

std::string name_template::of(std::uint64_t number) const {
  return before_ + std::to_string(number) + after_;
}

} // namespace troupe::load
