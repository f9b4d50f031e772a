// SPDX-License-Identifier: Apache-2.0
#include "xml/long_token.hpp"

#include <utility>

namespace troupe::xml {

long_token::kind long_token::kind_of(std::string_view token) {
  if (token.starts_with("<!") || token.starts_with("<?"))
    return kind::forbidden;
  return token.starts_with('&') ? kind::reference : kind::tag;
}

void long_token::begin(std::string_view token) {
  size_ = token.size();
  kind_ = kind_of(token);
  quote_ = 0;
  completes(token);
}

/// Where this disagrees with expat the token is not well-formed.
bool long_token::completes(std::string_view piece) {
  if (kind_ == kind::reference)
    return piece.find(';') != std::string_view::npos;
  for (char c : piece) {
    if (quote_ != 0)
      quote_ = c == quote_ ? '\0' : quote_;
    else if (c == '\'' || c == '"')
      quote_ = c;
    else if (c == '>')
      return true;
  }
  return false;
}

bool long_token::add(std::string_view piece) {
  pieces_ += piece;
  return completes(piece) || pieces_.size() >= size_ / 8;
}

std::string long_token::take() {
  size_ = 0;
  return std::exchange(pieces_, {});
}

} // namespace troupe::xml
