// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/scram_messages.hpp"

#include <algorithm>
#include <optional>

#include "actors/auth/base64.hpp"
#include "actors/auth/utf8.hpp"

namespace troupe::auth {

namespace {

sasl_failure malformed(const char* rule) {
  return {sasl_condition::malformed_request, rule};
}

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// cb-name = 1*(ALPHA / DIGIT / "." / "-")
bool is_binding_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alpha(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

/// printable = %x21-2B / %x2D-7E
bool is_nonce(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != ',';
  });
}

/// saslname: no comma (fields were split there), "=" only in "=2C" and "=3D".
std::optional<std::string> saslname(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      name += text[i];
      continue;
    }
    const auto code = text.substr(i + 1, 2);
    if (code != "2C" && code != "3D")
      return std::nullopt;
    name += code == "2C" ? ',' : '=';
    i += 2;
  }
  if (name.empty())
    return std::nullopt;
  return name;
}

/// The fields of a message, separated by commas, one after the other.
class fields {
public:
  explicit fields(std::string_view message) : rest_(message) {}

  bool at_end() const { return ended_; }
  std::string_view rest() const { return rest_; }

  std::string_view next() {
    const auto comma = rest_.find(',');
    const auto field = rest_.substr(0, comma);
    ended_ = comma == std::string_view::npos;
    rest_.remove_prefix(ended_ ? rest_.size() : comma + 1);
    return field;
  }

  /// The value of the next field if that is the attribute of this name.
  std::optional<std::string_view> next(char name) {
    const auto field = next();
    if (field.size() < 2 || field[0] != name || field[1] != '=')
      return std::nullopt;
    return field.substr(2);
  }

private:
  std::string_view rest_;
  bool ended_ = false;
};

/// attr-val, and not the reserved one, which must be refused wherever it
/// stands (RFC 5802 §5.1, "m").
bool is_extension(std::string_view field) {
  return field.size() > 2 && is_alpha(field[0]) && field[1] == '='
         && field[0] != 'm';
}

const char* read_gs2_header(fields& from, scram_client_first& to) {
  const auto flag = from.next();
  if (flag == "n" || flag == "y")
    to.flag = flag[0];
  else if (flag.starts_with("p=") && is_binding_name(flag.substr(2)))
    to.flag = 'p', to.binding = flag.substr(2);
  else
    return "bad gs2-cbind-flag";
  if (from.at_end())
    return "incomplete gs2-header";
  const auto authzid = from.next();
  if (from.at_end())
    return "incomplete gs2-header";
  if (authzid.empty())
    return nullptr;
  auto name
      = authzid.starts_with("a=") ? saslname(authzid.substr(2)) : std::nullopt;
  if (!name)
    return "bad authzid";
  to.authzid = std::move(*name);
  return nullptr;
}

const char* read_bare(fields& from, scram_client_first& to) {
  if (from.rest().starts_with("m="))
    return "extension not supported";
  const auto username = from.next('n');
  auto name = username ? saslname(*username) : std::nullopt;
  if (!name)
    return "bad username";
  to.username = std::move(*name);
  if (from.at_end())
    return "no nonce";
  const auto nonce = from.next('r');
  if (!nonce || !is_nonce(*nonce))
    return "bad nonce";
  to.nonce = *nonce;
  while (!from.at_end())
    if (!is_extension(from.next()))
      return "bad extension";
  return nullptr;
}

} // namespace

boost::system::result<scram_client_first, sasl_failure>
parse_client_first(std::string_view message) {
  if (!is_utf8_text(message))
    return malformed("not UTF-8");
  scram_client_first result;
  fields from(message);
  if (const auto* rule = read_gs2_header(from, result))
    return malformed(rule);
  result.bare = from.rest();
  result.gs2_header = message.substr(0, message.size() - result.bare.size());
  if (const auto* rule = read_bare(from, result))
    return malformed(rule);
  return result;
}

boost::system::result<scram_client_final, sasl_failure>
parse_client_final(std::string_view message) {
  if (!is_utf8_text(message))
    return malformed("not UTF-8");
  scram_client_final result;
  fields from(message);
  const auto binding = from.next('c');
  auto bound = binding ? decode_base64(*binding) : std::nullopt;
  if (!bound || bound->empty() || from.at_end())
    return malformed("bad channel-binding");
  result.binding = std::move(*bound);
  const auto nonce = from.next('r');
  if (!nonce || !is_nonce(*nonce) || from.at_end())
    return malformed("bad nonce");
  result.nonce = *nonce;
  while (!from.rest().starts_with("p="))
    if (!is_extension(from.next()) || from.at_end())
      return malformed("bad extension or no proof");
  result.without_proof
      = message.substr(0, message.size() - from.rest().size() - 1);
  const auto proof = from.next('p');
  auto proven = proof ? decode_base64(*proof) : std::nullopt;
  if (!proven || proven->empty() || !from.at_end())
    return malformed("bad proof");
  result.proof = std::move(*proven);
  return result;
}

} // namespace troupe::auth
